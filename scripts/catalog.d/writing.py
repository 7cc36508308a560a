"""The catalog's file: a line of JSON for each operation and each shape, sorted by their bytes so that one is found by halving.

Operations come first, since {"name": sorts before {"shape":, and each begins with name, method and path, which are read
without decoding the rest.
"""

import json
import os

from documents import Problem
from facts import LUA_KEYWORDS, Facts, version_of

NAMES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "names.tsv")


def names():
    """The table of names: (module, method, path) -> resource.verb."""
    table = {}
    with open(NAMES, encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            line = line.rstrip("\n")
            if not line or line.startswith("#"):
                continue
            cells = line.split("\t")
            if len(cells) != 4 or tuple(cells[:3]) in table:
                raise Problem(f"names.tsv:{number}: four cells are needed, and no operation twice: {line}")
            table[tuple(cells[:3])] = cells[3]
    return table


def text(documents, lenient=False):
    """The file that the documents give. `lenient`: an operation that has no name yet is named by its method and path."""
    facts = Facts()
    rows = facts.rows(_named(documents, lenient))
    unused = facts.exceptions.unused()
    if unused and not lenient:
        raise Problem(f"exceptions.py: {unused[0][:2]} fits no operation; take the row out")
    used, lines = set(), []
    for row in rows:
        _collect(row, facts.shapes.fields_by_name, used)
        lines.append(_encoded(row))
    for shape in used:
        lines.append(_encoded({"shape": shape, "fields": facts.shapes.fields_by_name[shape]}))
    return "".join(sorted(line + "\n" for line in lines))


def parsed(text):
    """Operations and shapes of such a file, by their names."""
    operations, shapes = {}, {}
    for line in text.splitlines():
        row = json.loads(line)
        if "name" in row:
            operations[row["name"]] = row
        else:
            shapes[row["shape"]] = row["fields"]
    return operations, shapes


def count(text):
    """How many operations a file has."""
    return len(parsed(text)[0])


def _named(documents, lenient):
    table = names()
    found, missing = [], []
    for document in documents:
        for method, path, operation in document.operations():
            name = table.pop((document.module, method, path), None)
            if name is None and not lenient:
                missing.append(f"{document.module}\t{method}\t{path}")
            found.append([name or f"{method} {path}", document, method, path, operation])
    if missing:
        raise Problem(f"names.tsv: no name for {'; '.join(missing)}; add a row for each")
    if table and not lenient:
        raise Problem(f"names.tsv: no document has {'; '.join(' '.join(key) for key in table)}; take the rows out")
    _check(found)
    _mark_versions(found)
    return found


def _check(found):
    modules = {}
    for name, document, *_ in found:
        resource, point, verb = name.partition(".")
        if not point:
            continue
        if {resource, verb} & LUA_KEYWORDS:
            raise Problem(f"names.tsv: {name} holds a keyword of Lua, which no script could write")
        if modules.setdefault(resource, document.module) != document.module:
            raise Problem(f"names.tsv: {resource} stands in two modules; give each a name of its own")


def _mark_versions(found):
    """Gives all versions of an operation but the newest that is not deprecated their number: user.list@1."""
    versions = {}
    for entry in found:
        versions.setdefault(entry[0], []).append(entry)
    for name, entries in versions.items():
        if len({version_of(entry[3]) for entry in entries}) < len(entries):
            raise Problem(f"names.tsv: {name} names two operations of one version")
        newest = max(entries, key=lambda entry: (not entry[4].get("deprecated"), version_of(entry[3])))
        for entry in entries:
            if entry is not newest:
                entry[0] = f"{name}@{version_of(entry[3])}"


def _collect(node, shapes, used):
    """Adds the names of all shapes that a row, or a shape of it, refers to."""
    if isinstance(node, dict):
        for value in node.values():
            _collect(value, shapes, used)
    elif isinstance(node, list):
        for value in node:
            _collect(value, shapes, used)
    elif isinstance(node, str) and node.startswith("@"):
        name = node[1:].rstrip("?")
        if name in shapes and name not in used:
            used.add(name)
            _collect(shapes[name], shapes, used)


def _encoded(row):
    return json.dumps(row, ensure_ascii=False, separators=(",", ":"))
