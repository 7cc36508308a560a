"""The official OpenAPI documents: which operations they declare, and which of them a request is."""

import json
import re
from pathlib import Path
from urllib.parse import unquote

METHODS = ("get", "put", "post", "delete", "patch", "head", "options")
FILES = {"contact centre": "webex-contact-center.json", "admin": "webex-admin.json"}
# Which of a profile's addresses a document's operations stand at.
SIDES = {"contact centre": "api", "admin": "auth"}


class Operation:
    """One method and path of one document, with what it declares."""

    def __init__(self, document, method, path, declared):
        self.document, self.method, self.path = document, method.upper(), path
        self.parameters = declared.get("parameters", [])
        self.body = declared.get("requestBody")
        self.answers = declared.get("responses", {})
        self.text = declared.get("description", "")
        self.address = path if document.side == "api" else admin_address(path)
        self.path_names = re.findall(r"\{([^}]+)\}", path)
        self._pattern = re.compile(
            "".join(
                "([^/]+?)" if part.startswith("{") else re.escape(part)
                for part in re.split(r"(\{[^}]+\})", self.address)
            )
            + r"\Z"
        )
        # Of two templates that match, the one with fewer ids says more of the path.
        self.rank = (len(self.path_names), -len(path))

    @property
    def key(self):
        return (self.document.name, self.method, self.path)

    def ids(self, address):
        """The ids in an address by their names, decoded; None when the address is not of this template."""
        found = self._pattern.match(address)
        return None if found is None else {n: unquote(v) for n, v in zip(self.path_names, found.groups())}

    def parameters_in(self, place):
        return [parameter for parameter in self.parameters if parameter["in"] == place]

    def __str__(self):
        return f"{self.method} {self.path}"


def admin_address(path):
    """Where an admin operation stands at the host of sign-in: below /v1, but for those that carry it or are identity's."""
    return path if path.startswith(("/identity/", "/v1/")) else "/v1" + path


class Document:
    """One document: its operations, and the schemas they refer to."""

    def __init__(self, name, content):
        self.name, self.side = name, SIDES[name]
        self.schemas = content.get("components", {}).get("schemas", {})
        self.operations = [
            Operation(self, method, path, declared)
            for path, item in content["paths"].items()
            for method, declared in item.items()
            if method in METHODS
        ]

    def match(self, method, address):
        """The operation that a request is, or None."""
        fitting = [o for o in self.operations if o.method == method and o.ids(address) is not None]
        return min(fitting, key=lambda o: o.rank, default=None)


class Documents:
    """Both documents."""

    def __init__(self, folder):
        self._all = [
            Document(name, json.loads((Path(folder) / file).read_text(encoding="utf-8"))) for name, file in FILES.items()
        ]

    def __iter__(self):
        return iter(self._all)

    @property
    def operations(self):
        return [operation for document in self for operation in document.operations]

    def match(self, side, method, address):
        """The operation that a request at one side is, or None.

        What stands in both documents is two operations, each at the address of its own.
        """
        return next(document.match(method, address) for document in self if document.side == side)


def is_there(folder):
    return all((Path(folder) / file).is_file() for file in FILES.values())
