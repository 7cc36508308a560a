"""What a newer document changes, in words that matter to scripts."""


def lines(old, new):
    """A line a change, those that break scripts first; one line when nothing changes."""
    comparison = _Comparison(old, new)
    breaking, others = comparison.changes()
    if not breaking and not others:
        return ["nothing changes for scripts"]
    return [f"breaks: {line}" for line in breaking] + [f"new:    {line}" for line in others]


class _Comparison:
    def __init__(self, old, new):
        self.old, self.old_shapes = old
        self.new, self.new_shapes = new
        self.breaking, self.others = [], []

    def changes(self):
        for name in sorted(self.old.keys() - self.new.keys()):
            if any(_same_request(self.old[name], row) for row in self.new.values()):
                continue
            self.breaking.append(f"{name}: the operation is gone ({_request(self.old[name])})")
        for name in sorted(self.new.keys() - self.old.keys()):
            if any(_same_request(self.new[name], row) for row in self.old.values()):
                continue
            row = self.new[name]
            unnamed = "" if "." in name.split(" ")[0] else "; it needs a row in names.tsv"
            self.others.append(f"the operation {_request(row)}{unnamed}")
        for name in sorted(self.old.keys() & self.new.keys()):
            self._operation(name, self.old[name], self.new[name])
        return self.breaking, self.others

    def _operation(self, name, old, new):
        if not _same_request(old, new):
            self.breaking.append(f"{name}: is now {_request(new)}, was {_request(old)}")
        if new.get("deprecated") and not old.get("deprecated"):
            self.others.append(f"{name}: is deprecated")
        for key, word in (("paging", "pages by"), ("list", "its list stands under"), ("media", "its body is")):
            if old.get(key) != new.get(key):
                self.breaking.append(f"{name}: {word} {new.get(key) or 'nothing'}, was {old.get(key) or 'nothing'}")
        if new.get("omits_arrays") and not old.get("omits_arrays"):
            self.breaking.append(f"{name}: leaves arrays out now")
        self._scopes(name, old.get("scopes", []), new.get("scopes", []))
        self._fields(name, "parameter", old.get("query", {}), new.get("query", {}), sent=True)
        self._fields(name, "header", old.get("headers", {}), new.get("headers", {}), sent=True)
        self._value(name, "body", old.get("body"), new.get("body"), sent=True, seen=set())
        if new.get("needs_body") and not old.get("needs_body"):
            self.breaking.append(f"{name}: needs a body now")
        for status in sorted(old["answers"].keys() | new["answers"].keys()):
            if status not in new["answers"]:
                self.others.append(f"{name}: answers {status} no more")
            elif status not in old["answers"]:
                self.others.append(f"{name}: may answer {status}")
            else:
                before, after = old["answers"][status], new["answers"][status]
                self._value(name, "answer", before, after, sent=False, seen=set())

    def _scopes(self, name, old, new):
        if old and set(old) - set(new):
            self.breaking.append(f"{name}: the scope {' or '.join(sorted(set(old) - set(new)))} suffices no more")
        if set(new) - set(old):
            self.others.append(f"{name}: the scope {' or '.join(sorted(set(new) - set(old)))} suffices")

    def _value(self, name, place, old, new, sent, seen):
        if old == new and not isinstance(old, (str, list)):
            return
        if isinstance(old, list) and isinstance(new, list):
            return self._value(name, place, old[0], new[0], sent, seen)
        before, after = _shape(old), _shape(new)
        if before and after:
            if (before, after) in seen:
                return None
            seen.add((before, after))
            return self._fields(name, place, self.old_shapes[before], self.new_shapes[after], sent, seen)
        if old != new:
            self._changed(name, place, old, new, sent)
        return None

    def _fields(self, name, place, old, new, sent, seen=None):
        """Parameters, or the fields of an object; what is sent breaks scripts otherwise than what is read."""
        label, _, inner = place.partition(".")
        prefix = inner + "." if inner else ""
        before = {field.rstrip("!-"): field for field in old}
        after = {field.rstrip("!-"): field for field in new}
        kind = f"{label} field" if label in ("body", "answer") else label
        for field in before.keys() - after.keys():
            self.breaking.append(f"{name}: the {kind} {prefix}{field} is gone")
        for field in after.keys() - before.keys():
            required = sent and after[field].endswith("!")
            (self.breaking if required else self.others).append(
                f"{name}: the {kind} {prefix}{field} is new{' and required' if required else ''}"
            )
        for field in sorted(before.keys() & after.keys()):
            if sent and after[field].endswith("!") and not before[field].endswith("!"):
                self.breaking.append(f"{name}: {prefix}{field} is newly required")
            inside = f"{label}.{prefix}{field}"
            self._value(name, inside, old[before[field]], new[after[field]], sent, set() if seen is None else seen)
        self.breaking.sort()
        self.others.sort()

    def _changed(self, name, place, old, new, sent):
        place = place.split(".", 1)[-1]
        old_choices, new_choices = _choices(old), _choices(new)
        if old_choices and new_choices:
            for choice in sorted(new_choices - old_choices):
                self.others.append(f"{name}: {place} may be {choice}")
            for choice in sorted(old_choices - new_choices):
                self.breaking.append(f"{name}: {place} is {choice} no more")
            if old_choices != new_choices:
                return
        self.breaking.append(f"{name}: {place} is {_words(new)}, was {_words(old)}")


def _same_request(a, b):
    return (a.get("module"), a["method"], a["path"]) == (b.get("module"), b["method"], b["path"])


def _request(row):
    return f"{row['method']} {row['path']}"


def _shape(value):
    return value[1:].rstrip("?") if isinstance(value, str) and value.startswith("@") else None


def _choices(value):
    return set(value.get("enum", [])) if isinstance(value, dict) else set()


def _words(value):
    """A value's notation as a person reads it."""
    if value is None:
        return "nothing"
    if isinstance(value, list):
        bounds = f" ({value[1].rstrip('!?')})" if len(value) > 1 and value[1].rstrip("!?") else ""
        return f"a list of {_words(value[0])}{bounds}"
    if isinstance(value, dict):
        known = f", one of {', '.join(map(str, value['enum']))}" if "enum" in value else ""
        pattern = f" like {value['pattern']}" if "pattern" in value else ""
        return _words(value["t"]) + known + pattern
    types = {"s": "text", "i": "a whole number", "n": "a number", "b": "true or false", "o": "an object", "a": "anything", "f": "a file"}
    if value.startswith("@"):
        return f"an object {value[1:].rstrip('?')}"
    rest = value[1:].rstrip("?").replace(":", " as ")
    return types.get(value[0], value) + (f" ({rest})" if rest else "") + (" or null" if value.endswith("?") else "")
