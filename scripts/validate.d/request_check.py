"""One recorded request checked against the operation that it is."""

import json
import re
from urllib.parse import parse_qsl, urlsplit

from fullest import Fullest
from multipart import parts_of
from oddities import applying, holds
from schemas import Loosening, Schemas

JSON_TYPE = re.compile(r"application/([a-z-]+\+)?json\Z")


class RequestCheck:
    """Checks requests against the documents; knows the organisation whose id they must name."""

    def __init__(self, documents, org_id):
        self._schemas = {document.name: Schemas(document, is_request=True) for document in documents}
        self._org_id = org_id

    def faults(self, operation, request):
        """What is wrong with a request, as lines; none when it is as the document says."""
        schemas = self._schemas[operation.document.name]
        parts = urlsplit(request.target)
        try:
            return [
                *self._ids(schemas, operation, parts.path),
                *self._query(schemas, operation, parts.query),
                *self._headers(schemas, operation, request),
                *self._body(schemas, operation, request),
            ]
        except UnicodeDecodeError as error:
            return [f"is not UTF-8: {error}"]

    def _ids(self, schemas, operation, path):
        ids = operation.ids(path)
        for parameter in operation.parameters_in("path"):
            name, value = parameter["name"], ids[parameter["name"]]
            if name.lower() == "orgid" and not holds("organisation is another", operation):
                if value != self._org_id:
                    yield f"path {name}: {value!r} is not the organisation's id {self._org_id!r}"
            elif "{" in value or value in ("nil", "null", "undefined"):
                yield f"path {name}: {value!r} is no id"
            yield from _text_faults(schemas, parameter["schema"], value, f"path {name}")

    def _query(self, schemas, operation, query):
        bodies = applying("body is the query parameter", operation)
        declared = {p["name"]: p for p in operation.parameters_in("query") if p["name"] not in bodies}
        sent = parse_qsl(query, keep_blank_values=True, strict_parsing=bool(query), encoding="utf-8", errors="strict")
        names = [name for name, _ in sent]
        for name in sorted({n for n in names if names.count(n) > 1}):
            yield f"query {name}: stands there {names.count(name)} times"
        for name, value in sent:
            if name in declared:
                yield from _text_faults(schemas, declared[name]["schema"], value, f"query {name}")
            else:
                yield f"query {name}: is not declared"
        for name, parameter in declared.items():
            if parameter.get("required") and name not in names:
                yield f"query {name}: is required"

    def _headers(self, schemas, operation, request):
        authorization = request.header("authorization") or ""
        if not re.match(r"Bearer \S+\Z", authorization):
            yield "header Authorization: no bearer token"
        for parameter in operation.parameters_in("header"):
            name = parameter["name"]
            value = request.header(name)
            if name in applying("header is the client's", operation):
                continue
            if value is None and parameter.get("required"):
                yield f"header {name}: is required"
            elif value is not None:
                if name.upper() == "X-ORGANIZATION-ID" and value != self._org_id:
                    yield f"header {name}: {value!r} is not the organisation's id {self._org_id!r}"
                yield from _text_faults(schemas, parameter["schema"], value, f"header {name}")

    def _body(self, schemas, operation, request):
        content, is_required = self.content(operation)
        kind = (request.header("content-type") or "").split(";")[0].strip().lower()
        if not request.body:
            if content and is_required:
                yield "body: is required"
        elif not content:
            yield "body: none is declared"
        elif kind not in content:
            yield f"body: its media type {kind!r} is not among {', '.join(content)}"
        elif kind == "multipart/form-data":
            yield from _multipart_faults(schemas, content[kind], request)
        else:
            try:
                value = parse_json(request.body)
            except ValueError as error:
                yield f"body: is no JSON: {error}"
                return
            yield from schemas.faults(content[kind], value, _loosening(operation))

    def fullest(self, operation):
        """What makes the fullest request of an operation, and the schemas of its body by media type."""
        document = operation.document
        return Fullest(self._schemas[document.name], document.schemas), self.content(operation)[0]

    def content(self, operation):
        """Schemas of the body by media type, and whether there must be one."""
        schemas = self._schemas[operation.document.name]
        for name in applying("body is the query parameter", operation):
            parameter = next(p for p in operation.parameters if p["name"] == name)
            return {"application/json": parameter["schema"]}, True
        declared = operation.body
        if declared is None:
            return {}, False
        content = {kind: media.get("schema", {}) for kind, media in declared["content"].items()}
        for name in applying("body has schema", operation):
            content = {kind: {"$ref": f"#/components/schemas/{name}"} for kind in content}
        is_required = declared.get("required", False)
        if holds("a required field makes the body required"):
            is_required = is_required or any(schemas.resolved(s).get("required") for s in content.values())
        return content, is_required


def _loosening(operation):
    """What of the body's schema does not hold."""
    is_nullable = any(operation.method in methods for methods in applying("null clears"))
    for names in applying("items need only", operation):
        return Loosening(("items", "[]", "item"), names, is_nullable)
    if holds("nothing is required", operation):
        return Loosening((), (), is_nullable)
    return Loosening((), None, True) if is_nullable else None


def parse_json(data):
    """The value of JSON as it must be sent: UTF-8, no name twice in one object, no NaN."""

    def without_doubles(pairs):
        names = [name for name, _ in pairs]
        for name in names:
            if names.count(name) > 1:
                raise ValueError(f"the field {name!r} stands there twice")
        return dict(pairs)

    def refuse(text):
        raise ValueError(f"{text} is no number of JSON")

    return json.loads(data.decode("utf-8"), object_pairs_hook=without_doubles, parse_constant=refuse)


def _text_faults(schemas, schema, text, place):
    """Faults of what stands as text in a path, query or header."""
    try:
        value = _from_text(schemas, schema, text)
    except ValueError as error:
        return [f"{place}: {error}"]
    return schemas.faults(schema, value, place=place)


def _from_text(schemas, schema, text):
    schema = schemas.resolved(schema)
    kind = schema.get("type")
    if kind == "array":
        return [_from_text(schemas, schema.get("items", {}), part) for part in text.split(",")]
    if kind == "integer":
        if not re.match(r"-?\d+\Z", text):
            raise ValueError(f"{text!r} is no integer")
        return int(text)
    if kind == "number":
        return int(text) if re.match(r"-?\d+\Z", text) else float(text)
    if kind == "boolean":
        if text not in ("true", "false"):
            raise ValueError(f"{text!r} is neither true nor false")
        return text == "true"
    return text


def _multipart_faults(schemas, schema, request):
    """Faults of a form: parts that are missing or undeclared, JSON that does not fit, files without bytes."""
    schema = schemas.resolved(schema)
    fields = schema.get("properties", {})
    try:
        parts = parts_of(request.header("content-type"), request.body)
    except ValueError as error:
        yield f"form: {error}"
        return
    names = [part.name for part in parts]
    for name in sorted({n for n in names if names.count(n) > 1}):
        yield f"part {name}: stands there {names.count(name)} times"
    for name in schema.get("required", []):
        if name not in names:
            yield f"part {name}: is required"
    for part in parts:
        if part.name not in fields:
            yield f"part {part.name}: is not declared"
            continue
        declared = schemas.resolved(fields[part.name])
        if declared.get("format") == "binary":
            if not part.file_name:
                yield f"part {part.name}: has no file name"
            if not part.data:
                yield f"part {part.name}: is empty"
        elif declared.get("type") in ("object", "array"):
            if not JSON_TYPE.match(part.media_type):
                yield f"part {part.name}: its media type is {part.media_type!r}, not application/json"
            try:
                yield from schemas.faults(fields[part.name], parse_json(part.data), place=f"part {part.name}")
            except ValueError as error:
                yield f"part {part.name}: is no JSON: {error}"
        else:
            yield from _text_faults(schemas, declared, part.data.decode("utf-8"), f"part {part.name}")
