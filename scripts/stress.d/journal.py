"""What the journal of a home says, read by nothing of Patchbay's."""

import sqlite3
from collections import Counter

HAPPENED = {"done", "adopted", "settled_done"}


class Journal:
    def __init__(self, home):
        self._path = next(iter(home.rglob("journal.sqlite")), None)

    def _rows(self, query, *arguments):
        if not self._path:
            return []
        connection = sqlite3.connect(self._path, timeout=30)
        try:
            return connection.execute(query, arguments).fetchall()
        except sqlite3.OperationalError as error:
            if "no such table" in str(error):
                return []
            raise
        finally:
            connection.close()

    def run(self):
        """The id and the exit code of the only run; None when none was entered."""
        rows = self._rows("SELECT id, exit_code FROM runs ORDER BY number DESC")
        return rows[0] if rows else None

    def ends(self):
        """The exit codes of the attempts that were entered as ended."""
        return [row[0] for row in self._rows("SELECT exit_code FROM run_ends ORDER BY entry")]

    def repeated(self):
        """How often each object was written again since nobody knew of the first time: {(resource, id): count}.

        Also the operations that must never be sent again and were.
        """
        counts, wrong = Counter(), []
        for first, last in self._rows("SELECT first, last FROM run_outcomes WHERE state = 'repeated'"):
            for operation, target, safety in self._rows(
                "SELECT operation, target, safety FROM run_writes WHERE entry & 4294967295 BETWEEN ? AND ?", first, last
            ):
                resource = operation.split(".")[0]
                if safety == "create":
                    wrong.append(operation)
                elif safety == "idempotent":
                    counts[resource, target.split("/")[-1]] += 1
        return counts, wrong

    def states(self):
        """How many outcomes there are of each state."""
        return Counter(dict(self._rows("SELECT state, count(*) FROM run_outcomes GROUP BY state")))

    def complaints(self):
        """What SQLite itself finds wrong with the file."""
        return [row[0] for row in self._rows("PRAGMA integrity_check") if row[0] != "ok"]
