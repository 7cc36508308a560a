"""The facts of each operation, read from a document and the table of exceptions."""

import re

import exceptions
from shapes import Shapes

LUA_KEYWORDS = set(
    "and break do else elseif end false for function goto if in local nil not or repeat return then true until while".split()
)

# What a scope looks like in a text; names of schemas (urn:…) look alike and are none.
SCOPE = re.compile(
    r"(?<![\w:])((?:cjp|cjds|spark|spark-admin|identity|cloud-contact-center|analytics|audit|guest-issuer)"
    r":(?!organization:)\w+)"
)
OMITS_ARRAYS = re.compile(r"Array fields are removed|Returning array fields")
VERSION = re.compile(r"/v(\d+)(?=/|$)")
LIST_KEYS = ("data", "items", "resources", "Resources")


def version_of(path):
    """The version that a path names; 1 where it names none."""
    found = VERSION.search(path)
    return int(found[1]) if found else 1


def is_configuration(path):
    return path.startswith("/organization/{orgid}/")


class Facts:
    """Makes the rows of the catalog, and the shapes that they name."""

    def __init__(self):
        self.exceptions = exceptions.Exceptions()
        self.shapes = Shapes()
        self._operations = {}

    def rows(self, named):
        """Rows of [(name, document, method, path, operation)], in order; names bear their version where one needs to."""
        self._operations = {name: (document, operation) for name, document, _, _, operation in named}
        rows = [self._row(*entry) for entry in named]
        for shape, fields in self.shapes.fields_by_name.items():
            for field in fields:
                told = self.exceptions.first("field value", f"{shape}.{field.rstrip('!-')}")
                if told is not None:
                    fields[field] = told
        return rows

    def _row(self, name, document, method, path, operation):
        plain = name.partition("@")[0]
        self.shapes.read_only = exceptions.READ_ONLY if is_configuration(path) else set()
        safety = self._safety(plain, method)
        row = {"name": name, "method": method, "path": self._path(plain, path)}
        if document.module != "cc":
            row["module"] = document.module
        row["version"] = version_of(path)
        row["safety"] = safety
        if operation.get("deprecated"):
            row["deprecated"] = True
        self._scopes(row, plain, path, safety, operation)
        self._parameters(row, document, plain, operation)
        self._body(row, document, plain, operation)
        self._answers(row, document, name, plain, operation)
        self._list(row, document, plain, path, operation)
        erases = self.exceptions.first("erases", plain)
        if erases is not None:
            row["erases"] = erases or True
        counts = self.exceptions.first("counts", plain)
        if counts:
            row["counts"] = counts.split()
        withheld = self.exceptions.first("withheld", plain)
        if withheld:
            row["withheld"] = withheld.split()
        return row

    def _path(self, name, path):
        if self.exceptions.first("organisation is object", name) is None:
            return path
        return path.replace("{orgId}", "{organizationId}")

    def _safety(self, name, method):
        told = self.exceptions.first("safety", name)
        if told:
            return told
        return {"GET": "read", "POST": "create", "DELETE": "delete"}.get(method, "idempotent")

    def _scopes(self, row, name, path, safety, operation):
        told = self.exceptions.first("scopes", name)
        if told:
            scopes = told.split()
        elif is_configuration(path):
            scopes = list(exceptions.CONFIGURATION_SCOPES["read" if safety == "read" else "write"])
            # Guides give this scope for users.
            if safety == "read" and name.startswith("user."):
                scopes.append("cjp:user")
        else:
            scopes = sorted(set(SCOPE.findall(operation.get("description") or "")), key=_breadth)
        asks = self.exceptions.first("asks", name)
        if scopes:
            row["scopes"] = scopes
        if asks:
            row["asks"] = asks.split()

    # ---- what is sent ----

    def _parameters(self, row, document, name, operation):
        query, headers = {}, {}
        moved = self.exceptions.first("body parameter", name)
        left_out = self.exceptions.of("header left out", name)
        filled_in = self.exceptions.of("header filled in", name)
        for parameter in operation["parameters"]:
            parameter = document.resolved(parameter)
            key = parameter["name"]
            mark = "!" if parameter.get("required") else ""
            value = self.shapes.value(document, parameter.get("schema", {}), f"{name}_{key}")
            if parameter["in"] == "query" and key != moved:
                query[key + mark] = value
            elif parameter["in"] == "header" and key in filled_in:
                headers[key + "-"] = value
            elif parameter["in"] == "header" and key not in left_out:
                headers[key + mark] = value
        for key in self.exceptions.of("query parameter", name):
            query.setdefault(key, "i")
        if query:
            row["query"] = query
        if headers:
            row["headers"] = headers

    def _body(self, row, document, name, operation):
        schema, media, required = self._body_schema(document, name, operation)
        if schema is None:
            return
        strips = self.exceptions.first("part of", name) is not None
        value = self.shapes.value(document, schema, f"{name}_body", strips)
        # A form is no object that was read, and neither are the steps by which SCIM patches.
        if media != "multipart/form-data" and (not name.endswith(".patch") or is_configuration(row["path"])):
            value = self._with_answered(document, value, row["name"])
        for place in self.exceptions.of("field required", name):
            value = self._with_required(document, value, place.split("."), name)
        row["body"] = value
        if media != "application/json":
            row["media"] = media
        if required:
            row["needs_body"] = True

    def _with_answered(self, document, value, name):
        """The body of a change with what reading the object gives besides."""
        resource, _, verb = name.partition(".")
        read = self._operations.get(f"{resource}.get")
        if read is None or verb.partition("@")[0] not in ("create", "update", "patch", "bulk_save", "bulk_patch"):
            return value
        content = document.resolved(read[1]["responses"].get("200", {})).get("content")
        if not content:
            return value
        answer = self.shapes.value(document, next(iter(content.values())).get("schema", {}), f"{resource}.get_answer")
        if not verb.startswith("bulk"):
            return self.shapes.with_answered(value, answer)
        items = self.shapes.fields_by_name[value[1:]]["items"]
        item = dict(self.shapes.fields_by_name[items[0][1:]])
        item["item"] = self.shapes.with_answered(item["item"], answer)
        inner = "@" + self.shapes.named(items[0][1:], item)
        return "@" + self.shapes.named(value[1:], {"items": [inner] + items[1:]})

    def _body_schema(self, document, name, operation):
        moved = self.exceptions.first("body parameter", name)
        for parameter in operation["parameters"]:
            if moved and parameter["name"] == moved:
                return parameter["schema"], "application/json", True
        whole = self.exceptions.first("part of", name)
        if whole:
            document, other = self._operations[whole]
            schema, _, _ = self._body_schema(document, whole, other)
            return schema, "application/json", True
        body = document.resolved(operation.get("requestBody") or {})
        content = body.get("content")
        if not content:
            return None, None, False
        required = bool(body.get("required")) or self.exceptions.first("body required", name) is not None
        media = next(iter(content))
        # Bytes cannot stand in JSON, whatever else is listed.
        if "multipart/form-data" in content:
            schema = document.resolved(content["multipart/form-data"]["schema"])
            parts = [document.resolved(part) for part in schema.get("properties", {}).values()]
            if any(part.get("format") == "binary" for part in parts):
                media, required = "multipart/form-data", True
        return content[media].get("schema", {}), media, required

    def _with_required(self, document, value, place, name):
        """The same value where the field at a place must be there, and what else a list's item asks for need not."""
        if isinstance(value, list):
            return [self._with_required(document, value[0], place, name)] + value[1:]
        fields = dict(self.shapes.fields_by_name[value.lstrip("@").rstrip("?")])
        key = next(key for key in fields if key.rstrip("!-") == place[0])
        inner = fields[key]
        if len(place) > 1:
            changed, key_now = self._with_required(document, inner, place[1:], name), place[0] + "!"
        else:
            changed, key_now = inner, place[0] + "!"
            if place[0] == "id":
                fields = {field.rstrip("!") if field != key else field: fields[field] for field in fields}
        fields = {key_now if field == key else field: changed if field == key else fields[field] for field in fields}
        return "@" + self.shapes.named(f"{name}_{place[0]}", fields)

    # ---- what is answered ----

    def _answers(self, row, document, full_name, name, operation):
        answers = {}
        for status, answer in sorted(operation["responses"].items()):
            if not status.startswith("2"):
                continue
            answer = document.resolved(answer)
            content = answer.get("content") or {}
            media = next(iter(content), None)
            value = None
            if media and "schema" in content[media]:
                value = self.shapes.value(document, content[media]["schema"], f"{full_name}_answer")
            if media == "text/plain":
                row["plain"] = True
            answers[status] = value
        told = self.exceptions.first("answer", name)
        if told:
            answers = {status: told for status in answers}
        element = self.exceptions.first("answer list", name)
        if element:
            answers["200"] = self._page_of(element)
        row["answers"] = answers

    def _page_of(self, element):
        """A page {meta, data} of what another operation gives one of."""
        document, operation = self._operations[element]
        answer = document.resolved(operation["responses"]["200"])
        schema = next(iter(answer["content"].values()))["schema"]
        value = self.shapes.value(document, schema, f"{element}_answer")
        return "@" + self.shapes.named(f"{element}_page", {"meta": "o", "data": [value]})

    def _list(self, row, document, name, path, operation):
        paging = self.exceptions.first("paging", name) or self._paging(document, operation)
        if paging:
            row["paging"] = paging
        told = self.exceptions.first("list path", name)
        list_path = told if told is not None else self._list_path(row)
        if list_path is not None:
            row["list"] = list_path
        if OMITS_ARRAYS.search(operation.get("description") or ""):
            row["omits_arrays"] = True
        if name.endswith(".list") or name.endswith(".list_with_profile"):
            key = self.exceptions.first("key", name) or self._name_field(row)
            if key:
                row["key"] = key

    def _paging(self, document, operation):
        names = {document.resolved(parameter)["name"] for parameter in operation["parameters"]}
        if "nextStartId" in names:
            return "start_id"
        if {"page", "pageSize"} <= names:
            return "page"
        if {"startIndex", "count"} <= names:
            return "scim"
        if {"next", "limit"} <= names:
            return "next"
        for answer in operation["responses"].values():
            if "Link" in (document.resolved(answer).get("headers") or {}) and "max" in names:
                return "link"
        return None

    def _list_path(self, row):
        value = next(iter(row["answers"].values()), None)
        if isinstance(value, list):
            return ""
        if row["safety"] != "read" and row["name"].partition(".")[2].partition("@")[0] not in ("bulk_save", "bulk_patch"):
            return None
        fields = self._fields(value)
        for key in LIST_KEYS:
            if isinstance(fields.get(key), list) and not row["name"].endswith(".get"):
                return key
        return None

    def _name_field(self, row):
        if row.get("list") is None:
            return None
        value = next(iter(row["answers"].values()), None)
        entry = value if row["list"] == "" else self._fields(value).get(row["list"])
        return "name" if isinstance(entry, list) and "name" in self._fields(entry[0]) else None

    def _fields(self, value):
        """The fields of an object's value by their plain names; none of anything else."""
        if not isinstance(value, str) or not value.startswith("@"):
            return {}
        shape = self.shapes.fields_by_name[value.lstrip("@").rstrip("?")]
        return {field.rstrip("!-"): inner for field, inner in shape.items()}


def _breadth(scope):
    """Narrow scopes first: those that read, then those that may do more."""
    order = ["read", "user", "config", "write", "rw"]
    return next((i for i, word in enumerate(order) if scope.endswith(word)), len(order)), scope
