"""The table of all names, for people: by name, and by path."""

HEAD = """# Every operation

Names as scripts write them, `cc.user.list` or `webex.person.list`, with the request that each of them sends; then the
same by path. A name with a number is another version: `cc.user.list({}, { v = 1 })`. `patchbay api NAME` tells what an
operation takes and answers. This page is written by `scripts/catalog`.

What a name's marks mean: **read** changes nothing; **change** may be sent twice; **create** does something new each time;
**delete** needs `--allow-deletes`, **erase** `all = true` as well. † is deprecated.
"""

WORDS = {"read": "read", "idempotent": "change", "create": "create", "delete": "delete"}


def text(catalog):
    """The page for a catalog as `writing.parsed` gives it."""
    operations = sorted(catalog[0].values(), key=lambda row: (row.get("module", "cc"), row["name"]))
    lines = [HEAD, "## By name", ""]
    module = None
    for row in operations:
        if row.get("module", "cc") != module:
            module = row.get("module", "cc")
            lines += [f"### {module}", "", "| name | | request |", "|---|---|---|"]
        lines.append(f"| `{row['name']}`{'†' if row.get('deprecated') else ''} | {_word(row)} | {_request(row)} |")
        if row is operations[-1] or operations[operations.index(row) + 1].get("module", "cc") != module:
            lines.append("")
    lines += ["## By path", "", "| request | name |", "|---|---|"]
    for row in sorted(operations, key=lambda row: (row.get("module", "cc"), row["path"], row["method"])):
        lines.append(f"| {_request(row)} | `{row.get('module', 'cc')}.{row['name']}` |")
    return "\n".join(lines) + "\n"


def _word(row):
    return "erase" if row.get("erases") is True else WORDS[row["safety"]]


def _request(row):
    return f"{row['method']} `{row['path']}`"
