"""The official OpenAPI documents: their operations, with every reference followed."""

import json
import os

METHODS = ("get", "post", "put", "patch", "delete")

# File of each module of Lua.
FILES = {"cc": "webex-contact-center.json", "webex": "webex-admin.json"}


class Problem(Exception):
    """What keeps a catalog from being written: what it is about, and the way out."""


class Document:
    """One document. Nothing of it is changed."""

    def __init__(self, module, path):
        self.module = module
        try:
            with open(path, encoding="utf-8") as file:
                self.content = json.load(file)
            self.content["paths"]
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise Problem(f"{path}: this is no OpenAPI document that can be read ({error})")

    def resolved(self, node):
        """A node, or what it refers to, as often as that is a reference itself."""
        while isinstance(node, dict) and isinstance(node.get("$ref"), str):
            target = self.content
            for part in node["$ref"].lstrip("#/").split("/"):
                target = target[part.replace("~1", "/").replace("~0", "~")]
            node = target
        return node

    def operations(self):
        """(method, path, operation) of all of them, in the document's order; path parameters of the path among its own."""
        for path, item in self.content["paths"].items():
            shared = item.get("parameters", [])
            for method in METHODS:
                if method in item:
                    operation = dict(item[method])
                    operation["parameters"] = shared + operation.get("parameters", [])
                    yield method.upper(), path, operation


def read(folder):
    """Both documents of a folder, the contact centre's first."""
    return [Document(module, os.path.join(folder, name)) for module, name in FILES.items()]
