"""What was called, and what of it is as the documents say: counted, and told in lines."""

from urllib.parse import urlsplit

# Reasons shown of each kind, unless all are asked for.
SHOWN = 15


class Report:
    """The findings of one run, by operation of the documents; without an `answer_check`, of its requests alone."""

    def __init__(self, documents, request_check, answer_check=None):
        self._documents = documents
        self._checks = {"requests": request_check}
        if answer_check:
            self._checks["answers"] = answer_check
        self._faults = {"requests": {}, "answers": {}}
        self._called = {}
        self.strays = []
        self.refusals = []

    def add(self, exchange):
        """Takes one recorded request and its answer."""
        address = urlsplit(exchange.target).path
        operation = self._documents.match(exchange.side, exchange.method, address)
        if operation is None:
            # Signing in is no operation of the documents.
            if address != "/v1/access_token":
                self.strays.append(f"{exchange.method} {exchange.target} ({exchange.side})")
            return
        self._called[operation] = self._called.get(operation, 0) + 1
        for kind, check in self._checks.items():
            found = check.faults(operation, exchange)
            if found:
                self._faults[kind].setdefault(operation, []).extend(found)

    def refuse(self, outcome):
        """Takes a call that failed in the script."""
        self.refusals.append(f"{outcome['name']}: {outcome['message']}")

    @property
    def is_right(self):
        """Whether every operation was called and every request is as its document says."""
        return not (self._uncalled or self._faults["requests"] or self.strays)

    @property
    def _uncalled(self):
        return [o for o in self._documents.operations if o not in self._called]

    def table(self):
        """The counts, a row for each document and one for all."""
        heads = ["", "operations", "called", "requests", "valid", "invalid"]
        if "answers" in self._checks:
            heads += ["answers valid", "invalid"]
        rows = [self._row(document.name, document.operations) for document in self._documents]
        rows.append(self._row("both", self._documents.operations))
        widths = [max(len(str(row[i])) for row in [heads, *rows]) for i in range(len(heads))]
        return ["  ".join(str(cell).ljust(w) if i == 0 else str(cell).rjust(w) for i, (cell, w) in enumerate(zip(row, widths)))
                for row in [heads, *rows]]

    def _row(self, name, operations):
        called = [o for o in operations if o in self._called]
        cells = [name, len(operations), len(called), sum(self._called[o] for o in called)]
        for kind in self._checks:
            invalid = sum(o in self._faults[kind] for o in called)
            cells += [len(called) - invalid, invalid]
        return cells

    def lines(self, shows_all=False):
        """What is wrong, grouped by kind."""
        groups = (
            ("never called", [str(o) for o in self._uncalled]),
            ("requests that are no operation", self.strays),
            ("requests that are not as the document says", self._told("requests")),
            ("answers of the simulator that are not as the document says", self._told("answers")),
            ("calls that failed in the script", self.refusals),
        )
        for title, reasons in groups:
            if not reasons:
                continue
            yield f"{title}: {len(reasons)}"
            shown = reasons if shows_all else reasons[:SHOWN]
            yield from (f"  {reason}" for reason in shown)
            if len(shown) < len(reasons):
                yield f"  … and {len(reasons) - len(shown)} more; --all shows them"

    def _told(self, kind):
        return [f"{operation}: {faults[0]}" + (f" (and {len(set(faults)) - 1} more)" if len(set(faults)) > 1 else "")
                for operation, faults in self._faults[kind].items()]
