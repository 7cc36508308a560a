"""The fullest request that a document lets through: every parameter of the query, every field of the body.

The catalog's examples show that what it proposes is right; these show that it refuses nothing that is.
"""

import re

from oddities import applying
from schemas import COMPONENT

UUID = "0f5b1b6e-6a0a-4f43-9b51-9d3b7c2c5f10"
FORMATS = {
    "uuid": UUID, "UUID": UUID, "date-time": "2026-01-02T03:04:05Z", "date": "2026-01-02", "time": "09:00",
    "email": "a@example.com", "uri": "https://example.com/a", "url": "https://example.com/a",
}
# Tried in turn against a pattern and the bounds of a length.
SAMPLES = (
    "example", "https://example.com", "+14155550100", UUID, "2026-01-02", "1234", "active", "a", "AB_1", "4155550100",
    "Example 1", "x" * 40, "https://example.com/" + "x" * 20,
)
# How deep optional fields are filled in: some shapes hold themselves.
DEEPEST = 7


class Fullest:
    """Makes values for the operations of one document."""

    def __init__(self, schemas, components):
        self._schemas, self._components = schemas, components

    def query(self, operation):
        bodies = applying("body is the query parameter", operation)
        return {p["name"]: self._value(p["schema"], ()) for p in operation.parameters_in("query") if p["name"] not in bodies}

    def headers(self, operation):
        """What a caller gives: not the organisation, and nothing that the client makes itself."""
        unsaid = ("x-organization-id", "trackingid", "content-length")
        return {p["name"]: self._value(p["schema"], ()) for p in operation.parameters_in("header")
                if p["name"].lower() not in unsaid}

    def body(self, content):
        """A body for the schemas by media type; None where there is none. Files are named by a path."""
        for kind in ("multipart/form-data", *content):
            if kind in content:
                return self._value(content[kind], ())
        return None

    def _value(self, schema, above):
        if "$ref" in schema:
            name = schema["$ref"]
            return self._value(self._components[name.removeprefix(COMPONENT)], above + (name,))
        for word in ("oneOf", "anyOf"):
            if word in schema:
                return self._value(schema[word][0], above)
        if "allOf" in schema and "properties" not in schema:
            parts = [self._value(part, above) for part in schema["allOf"]]
            return {k: v for part in parts if isinstance(part, dict) for k, v in part.items()}
        if schema.get("enum"):
            return schema["enum"][-1]
        kind = schema.get("type") or ("object" if "properties" in schema else "string")
        return getattr(self, "_" + kind)(schema, above)

    def _object(self, schema, above):
        fields, required = schema.get("properties", {}), schema.get("required", [])
        made = {}
        for name, field in fields.items():
            is_own = "$ref" in field and field["$ref"] in above or above.count(name) > 0
            if field.get("readOnly") or name not in required and (is_own or len(above) > DEEPEST):
                continue
            made[name] = self._value(field, above + (name,))
        others = schema.get("additionalProperties")
        if not fields and isinstance(others, dict):
            made["key"] = self._value(others, above + ("key",)) if others != {"type": "object"} else "text"
        return made

    def _array(self, schema, above):
        count = max(1, schema.get("minItems", 0))
        items = schema.get("items", {})
        made = [self._value(items, above) for _ in range(count)]
        if schema.get("uniqueItems") and count > 1:
            made = [re.sub(".$", format(i % 16, "x"), value) if isinstance(value, str) else i for i, value in enumerate(made)]
        return made

    def _string(self, schema, _):
        if schema.get("format") == "binary":
            return "hold.wav"
        for text in (FORMATS.get(schema.get("format")), *SAMPLES):
            if text is not None and not self._schemas.faults(schema, text):
                return text
        return "x" * schema.get("minLength", 1)

    def _integer(self, schema, _):
        return int(self._number(schema, _))

    @staticmethod
    def _number(schema, _):
        return min(max(schema.get("minimum", 1), 1), schema.get("maximum", 2**31 - 1))

    @staticmethod
    def _boolean(*_):
        return True
