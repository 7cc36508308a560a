"""Schemas of OpenAPI 3.0 made into JSON Schema, and values checked against them."""

import re
from datetime import date, datetime
from typing import NamedTuple, Optional

import jsonschema

from oddities import applying

KEPT = (
    "type", "enum", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minLength", "maxLength",
    "minItems", "maxItems", "uniqueItems", "minProperties", "maxProperties", "format",
)
COMPONENT = "#/components/schemas/"

formats = jsonschema.FormatChecker(formats=())


def _text_format(name, check):
    def passes(value):
        return not isinstance(value, str) or bool(check(value))

    formats.checks(name, raises=ValueError)(passes)


def _integer_format(name, bits):
    def passes(value):
        return not isinstance(value, int) or isinstance(value, bool) or -(2 ** (bits - 1)) <= value < 2 ** (bits - 1)

    formats.checks(name)(passes)


def _date_time(text):
    return re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)?\Z", text) and datetime.fromisoformat(text[:19])


_UUID = re.compile(r"[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}\Z")
_text_format("uuid", _UUID.match)
_text_format("UUID", _UUID.match)
_text_format("date-time", _date_time)
_text_format("date", date.fromisoformat)
_text_format("time", re.compile(r"\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?\Z").match)
_text_format("email", re.compile(r"[^@\s]+@[^@\s]+\Z").match)
_text_format("uri", re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S+\Z").match)
_text_format("url", re.compile(r"https?://\S+\Z").match)
_integer_format("int32", 32)
_integer_format("int64", 64)

# 1.0 is no integer here: it must leave as 1.
_types = jsonschema.Draft7Validator.TYPE_CHECKER.redefine(
    "integer", lambda _, value: isinstance(value, int) and not isinstance(value, bool)
)
_Validator = jsonschema.validators.extend(jsonschema.Draft7Validator, type_checker=_types)


class Loosening(NamedTuple):
    """What is taken back of a schema at one place in it."""

    # Names of fields, and "[]" for the entries of a list; () for the value itself.
    steps: tuple
    # The fields that must be there in place of those that are declared so; None: as declared.
    required: Optional[tuple]
    # Whether null stands for any field.
    is_nullable: bool


class Schemas:
    """The schemas of one document for one direction.

    In a request, fields that only the service fills in are not required, and objects with declared fields take no
    others: a misspelt field would be lost. An answer may hold more than is declared.
    """

    def __init__(self, document, is_request):
        self._is_request = is_request
        self._components = document.schemas
        self._root = {"components": {"schemas": {n: self._made(s) for n, s in document.schemas.items()}}}
        self._resolver = jsonschema.RefResolver("", self._root)
        self._validators = {}

    def faults(self, schema, value, loosening=None, place="body"):
        """What is wrong with a value, as "place: what", most telling first."""
        validator = self._validator(schema, loosening)
        errors = sorted(validator.iter_errors(value), key=lambda e: (len(e.absolute_path), str(e.message)))
        return [f"{_place(place, e)}: {_brief(e)}" for e in map(_deepest, errors)]

    def resolved(self, schema):
        """The schema a reference stands for."""
        while "$ref" in schema:
            schema = self._components[schema["$ref"].removeprefix(COMPONENT)]
        return schema

    def _validator(self, schema, loosening):
        key = (id(schema), loosening)
        if key not in self._validators:
            made = self._made(schema)
            if loosening:
                made = self._loosened(made, loosening.steps, loosening)
            # The schema is kept too, so that its identity stays its own.
            self._validators[key] = (_Validator(made, resolver=self._resolver, format_checker=formats), schema)
        return self._validators[key][0]

    def _loosened(self, made, steps, loosening):
        while "$ref" in made:
            made = self._root["components"]["schemas"][made["$ref"].removeprefix(COMPONENT)]
        if steps and steps[0] == "[]":
            return {**made, "items": self._loosened(made["items"], steps[1:], loosening)}
        fields = made.get("properties", {})
        if steps:
            return {**made, "properties": {**fields, steps[0]: self._loosened(fields[steps[0]], steps[1:], loosening)}}
        if loosening.required is not None:
            made = {**made, "required": [n for n in loosening.required if n in fields]}
        if loosening.is_nullable:
            made = {**made, "properties": {n: {"anyOf": [{"type": "null"}, s]} for n, s in fields.items()}}
        return made

    def _made(self, schema, is_open=False):
        if "$ref" in schema:
            return {"$ref": schema["$ref"]}
        made = {key: schema[key] for key in KEPT if key in schema}
        if "pattern" in schema:
            replaced = next(iter(applying("pattern is")), {})
            made["pattern"] = replaced.get(schema["pattern"], schema["pattern"])
        fields = schema.get("properties")
        if fields:
            made["properties"] = {name: self._made(field) for name, field in fields.items()}
        required = schema["required"] if isinstance(schema.get("required"), list) else []
        made["required"] = [n for n in required if not (self._is_request and self._is_filled_in(fields, n))]
        if fields and not self._is_request and applying("null where nothing is"):
            made["properties"] = {n: f if n in required else self._or_null(f) for n, f in made["properties"].items()}
        if "items" in schema:
            made["items"] = self._made(schema["items"])
        for word in ("oneOf", "anyOf"):
            if word in schema:
                made[word] = [self._made(part) for part in schema[word]]
        if "allOf" in schema:
            # Each part knows only its own fields, so that none may be closed against those of the others.
            made["allOf"] = [self._made(self.resolved(part), is_open=True) for part in schema["allOf"]]
        self._add_others(made, schema, is_open)
        return self._or_null(made) if schema.get("nullable") else made

    def _add_others(self, made, schema, is_open):
        """What an object may hold beside its declared fields."""
        others = schema.get("additionalProperties")
        if isinstance(others, dict):
            is_free = any({k: v for k, v in others.items() if k in ("type",)} == value and "properties" not in others
                          and "$ref" not in others for value in applying("map of anything"))
            made["additionalProperties"] = True if is_free else self._made(others)
        elif isinstance(others, bool):
            made["additionalProperties"] = others
        elif self._is_request and schema.get("properties") and not is_open and not self._is_composed(schema):
            made["additionalProperties"] = False

    @staticmethod
    def _is_composed(schema):
        return any(word in schema for word in ("oneOf", "anyOf", "allOf", "discriminator"))

    def _is_filled_in(self, fields, name):
        return bool(fields) and fields.get(name, {}).get("readOnly") is True

    @staticmethod
    def _or_null(made):
        if "type" not in made:
            return {"anyOf": [{"type": "null"}, made]}
        if isinstance(made["type"], list):
            return made
        made = {**made, "type": [made["type"], "null"]}
        return {**made, "enum": made["enum"] + [None]} if "enum" in made else made


def _deepest(error):
    """Of alternatives that all failed, the fault of the one that came furthest."""
    while error.context:
        error = min(error.context, key=lambda e: (-len(e.absolute_path), len(e.message)))
    return error


def _place(place, error):
    return place + "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in error.absolute_path)


def _brief(error):
    text = error.message
    return text if len(text) <= 160 else text[:100] + " … " + text[-50:]
