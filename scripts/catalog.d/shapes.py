"""Schemas as the catalog writes them: types, bounds and names, without a word of their descriptions.

A value is written as
    "s" "i" "n" "b"      text, whole number, number, boolean; "o" any object, "a" anything, "f" a file
    "s1..80" "i..10"     with bounds: of a number, of a text's length
    "s:uuid"             with a format ("b:text" is answered as text); a "?" at the end: may be null
    "@Name"              the shape of that name, a line of its own
    {"t": "s", "enum": […], "pattern": "…"}    a text with choices or a pattern
    {"fields": {…}}      an object; a field's name ends with "!" where it is required, with "-" where only the service sets it
    ["s", "1..10!"]      a list of such values, its bounds, and "!" where no value may stand in it twice
"""

import hashlib
import json

SCALARS = {"string": "s", "integer": "i", "number": "n", "boolean": "b"}

# Formats that are worth a check, by the documents' names for them. All others (int32, float, string …) say nothing.
FORMATS = {
    "uuid": "uuid", "UUID": "uuid", "date": "date", "time": "time", "date-time": "date-time", "uri": "uri", "url": "uri",
    "email": "email", "password": "secret",
}

# The pattern of a UUID whose dashes may be left out: it stands in 75 places.
HEX_ID = "^[0-9a-fA-F]{8}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{12}$"

# Patterns that some engines cannot compile, as all can; and one on which they take for ever when it does not match.
PORTABLE = {
    r"^[a-zA-Z\d-_\s]+$": r"^[a-zA-Z\d\-_\s]+$",
    r"^[a-zA-Z0-9_-]+(\s?[a-zA-Z0-9_-]+)*$": r"^[a-zA-Z0-9_-]+(\s[a-zA-Z0-9_-]+)*$",
}


class Shapes:
    """All shapes that were met, each once however often the documents repeat it."""

    def __init__(self):
        # Names of fields that only the service sets, in the operation that is being written.
        self.read_only = set()
        self.fields_by_name = {}
        self._names_by_content = {}

    def value(self, document, schema, hint, strips_required=False):
        """A schema as a value; `hint` names the shape of an object that has no name of its own."""
        name = schema["$ref"].split("/")[-1] if isinstance(schema, dict) and "$ref" in schema else None
        schema = document.resolved(schema) or {}
        nullable = "?" if schema.get("nullable") is True else ""
        if isinstance(schema.get("allOf"), list) or isinstance(schema.get("oneOf"), list):
            schema = self._merged(document, schema)
        kind = schema.get("type")
        if kind == "array":
            return self._list(document, schema, hint, nullable)
        if kind == "object" or isinstance(schema.get("properties"), dict):
            if not schema.get("properties"):
                return "o" + nullable
            return "@" + self._shape(document, schema, name or hint, strips_required) + nullable
        if kind in SCALARS:
            return self._scalar(schema, kind, nullable)
        return "a"

    def _list(self, document, schema, hint, nullable):
        value = [self.value(document, schema.get("items", {}), hint)]
        bounds = _bounds(schema.get("minItems"), schema.get("maxItems"))
        marks = bounds + ("!" if schema.get("uniqueItems") else "") + nullable
        return value + [marks] if marks else value

    def _scalar(self, schema, kind, nullable):
        if schema.get("format") == "binary":
            return "f"
        if kind == "string":
            bounds = _bounds(schema.get("minLength"), schema.get("maxLength"))
        else:
            bounds = _bounds(schema.get("minimum"), schema.get("maximum"), counts=False)
        form = FORMATS.get(schema.get("format"), "")
        pattern = schema.get("pattern")
        if pattern == HEX_ID:
            form, pattern = form or "hex-id", None
        text = SCALARS[kind] + bounds + (":" + form if form else "") + nullable
        choices = [choice for choice in schema.get("enum", []) if choice is not None]
        if not choices and not pattern:
            return text
        value = {"t": text}
        if choices:
            value["enum"] = choices if kind != "string" else [str(choice) for choice in choices]
        if pattern:
            value["pattern"] = PORTABLE.get(pattern, pattern)
        return value

    def _merged(self, document, schema):
        """allOf: the fields of all. oneOf: those of all, each as any of them has it, and only what all need is required."""
        parts = [document.resolved(part) for part in schema.get("allOf") or schema["oneOf"]]
        parts = [self._merged(document, p) if "allOf" in p or "oneOf" in p else p for p in parts]
        fields = dict(schema.get("properties", {}))
        for part in parts:
            for name, value in part.get("properties", {}).items():
                is_other = name in fields and "oneOf" in schema
                fields[name] = self._either(document, fields[name], value) if is_other else value
        needed = [set(part.get("required", [])) for part in parts]
        required = set.union(*needed) if "allOf" in schema else set.intersection(*needed)
        merged = {key: value for key, value in schema.items() if key not in ("allOf", "oneOf")}
        merged.update(type="object", properties=fields, required=sorted(required | set(schema.get("required", []))))
        return merged

    def _either(self, document, one, other):
        """A field that alternatives have in their own way: what the one or the other lets through."""
        first, second = document.resolved(one), document.resolved(other)
        if first == second:
            return one
        if any(isinstance(schema.get("properties"), dict) for schema in (first, second)):
            return {"oneOf": [one, other]}
        either = {key: value for key, value in second.items() if first.get(key) == value}
        if "enum" in first and "enum" in second:
            either["enum"] = first["enum"] + [choice for choice in second["enum"] if choice not in first["enum"]]
        if first.get("nullable") or second.get("nullable"):
            either["nullable"] = True
        return either

    def _shape(self, document, schema, name, strips_required):
        fields = {}
        required = set() if strips_required else set(schema.get("required", []))
        for field, value in schema["properties"].items():
            is_read_only = document.resolved(value).get("readOnly") is True or field in self.read_only
            mark = "!" if field in required else "-" if is_read_only else ""
            fields[field + mark] = self.value(document, value, f"{name}_{field}")
        return self.named(name, fields)

    def with_answered(self, value, answer):
        """The value with the fields that only the answer has, as fields that only the service sets.

        An object that was read may be sent back whole, with all that the service said of it.
        """
        if isinstance(value, list) and isinstance(answer, list):
            return [self.with_answered(value[0], answer[0])] + value[1:]
        if not all(isinstance(part, str) and part.startswith("@") for part in (value, answer)):
            return value
        shape = value[1:].rstrip("?")
        answered = {key.rstrip("!-"): inner for key, inner in self.fields_by_name[answer[1:].rstrip("?")].items()}
        fields = {}
        if not answered.keys() & {key.rstrip("!-") for key in self.fields_by_name[shape]}:
            # An envelope around something else.
            return value
        for key, inner in self.fields_by_name[shape].items():
            other = answered.pop(key.rstrip("!-"), None)
            fields[key] = inner if other is None else self.with_answered(inner, other)
        fields.update({key + "-": inner for key, inner in answered.items()})
        return "@" + self.named(shape, fields) + ("?" if value.endswith("?") else "")

    def named(self, name, fields):
        """The name of the shape with these fields: one that is there already, else `name` or what is free beside it."""
        content = json.dumps(fields, sort_keys=True)
        if content in self._names_by_content:
            return self._names_by_content[content]
        name = "".join(letter if letter.isalnum() else "_" for letter in name)
        if name in self.fields_by_name:
            # Letters of the content, so that a name is the same whatever else a document has, and looks like no token.
            name += "_" + "".join(chr(ord("a") + byte % 26) for byte in hashlib.sha256(content.encode()).digest()[:5])
        self.fields_by_name[name] = fields
        self._names_by_content[content] = name
        return name


def _bounds(least, most, counts=True):
    """Bounds of a number, or of what is counted, which is never less than nothing."""
    if counts and least == 0:
        least = None
    # The largest numbers of a type are no bound of the service's.
    least = None if least is None or abs(least) >= 2**31 - 1 else least
    most = None if most is None or abs(most) >= 2**31 - 1 else most
    if least is None and most is None:
        return ""
    return f"{'' if least is None else int(least)}..{'' if most is None else int(most)}"
