"""What luacheck finds in scripts, for machines that cannot have a language server.

It knows fields of globals alone, so the modules that a script requires are made into globals first, each with the
functions that the definitions give it. Of types it knows nothing.
"""

import re
import subprocess
from pathlib import Path

REQUIRED = re.compile(r'^local [\w, ]+ = require "[\w.]+"(, require "[\w.]+")*$', re.MULTILINE)
GLOBAL = re.compile(r"^(?:function )?(\w+)(?:\(| = \{\}$)", re.MULTILINE)
FUNCTION = re.compile(r"^function ([\w.]+)[.:](\w+)\(", re.MULTILINE)


def standard(library):
    """The module names of the definitions with their functions, as a table of Lua."""
    tree = {}
    for place in sorted(Path(library).rglob("*.lua")):
        parts = place.relative_to(library).with_suffix("").parts
        fields = tree
        for part in parts:
            fields = fields.setdefault(part, {})
        text = place.read_text(encoding="utf-8")
        for name in [found.group(2) for found in FUNCTION.finditer(text)] + re.findall(r"^---@field (\w+)", text, re.MULTILINE):
            fields.setdefault(name, {})
    # What files of tests find without requiring it.
    for name in GLOBAL.findall((Path(library) / "testing.lua").read_text(encoding="utf-8")):
        tree.setdefault(name, {})
    return "{ " + ", ".join(_entry(name, fields) for name, fields in sorted(tree.items())) + " }"


def _entry(name, fields):
    if not fields:
        return f'["{name}"] = {{ other_fields = true }}'
    return f'["{name}"] = {{ fields = {{ ' + ", ".join(_entry(n, f) for n, f in sorted(fields.items())) + " } }"


class Luacheck:
    """Luacheck at work on one folder; used as the language server is."""

    def __init__(self, folder):
        self._folder = Path(folder)

    def __enter__(self):
        self._settings = self._folder / ".luacheckrc"
        self._settings.write_text(f"read_globals = {standard(self._folder / '.patchbay' / 'stubs')}\n", encoding="utf-8")
        return self

    def __exit__(self, *_):
        self._settings.unlink()

    def findings(self, name):
        place = self._folder / name
        text = REQUIRED.sub("", place.read_text(encoding="utf-8"))
        command = ["luacheck", "-", "--config", str(self._settings), "--no-color", "--codes", "--formatter", "plain",
                   "--no-max-line-length", "--std", "lua54", "--filename", name]
        done = subprocess.run(command, input=text, capture_output=True, text=True, check=False)
        return [line for line in done.stdout.splitlines() if line.startswith(name + ":")]
