"""Patchbay's own programs as they are built: the simulator, the catalog's pages, and a run."""

import json
import os
import subprocess
from pathlib import Path


class Failure(Exception):
    """A program did not do what it had to; the text says which, and what it printed."""


def clean_environment(home):
    """The environment without what a person set for Patchbay, everything of it kept in one folder."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PATCHBAY_")}
    return {**kept, "PATCHBAY_HOME": str(home)}


class Simulator:
    """A simulator in a process of its own, as long as the block lasts; the line it prints when ready is `ready`."""

    def __init__(self, patchbay, home):
        self._patchbay, self._home = patchbay, home

    def __enter__(self):
        command = [self._patchbay, "simulator", "--port", "0", "--rate-limit", "0", "--users", "12", "--tasks", "40"]
        self._process = subprocess.Popen(
            command, stdout=subprocess.PIPE, text=True, env=clean_environment(self._home), stdin=subprocess.DEVNULL
        )
        line = self._process.stdout.readline()
        if not line:
            raise Failure(f"{' '.join(command)}: ended with {self._process.wait()} and was never ready")
        self.ready = json.loads(line)
        return self

    def __exit__(self, *_):
        self._process.terminate()
        self._process.wait()


def catalog_pages(patchbay, home):
    """What `patchbay api NAME --json` says of every operation there is, a list of all."""
    command = [patchbay, "api", "--json", "--full"]
    done = subprocess.run(command, capture_output=True, text=True, env=clean_environment(home), timeout=300)
    if done.returncode:
        raise Failure(f"{' '.join(command)}: {done.stderr.strip()}")
    return json.loads(done.stdout)


def run_script(patchbay, script, home, ready, api_url, auth_url):
    """Runs a script against the simulator by way of other addresses; what it printed, a line each."""
    home = Path(home)
    (home / "config.yaml").write_text(
        "profiles:\n  validate:\n"
        f"    api_url: {api_url}\n    auth_url: {auth_url}\n    client_id: {ready['client_id']}\n    rate_limit: 0\n",
        encoding="utf-8",
    )
    environment = clean_environment(home)
    for name in ("client_secret", "access_token", "refresh_token"):
        environment["PATCHBAY_" + name.upper()] = ready[name]
    secret = "validate"
    subprocess.run(
        [patchbay, "secret", "set", secret, "--from", "-"], input="kept by the host", text=True, check=True,
        capture_output=True, env=environment,
    )
    command = [
        patchbay, "run", "--profile", "validate", "--allow-deletes", "--timeout", "5m", str(script), "--secret", secret,
    ]
    done = subprocess.run(
        command, capture_output=True, text=True, env=environment, cwd=Path(script).parent, timeout=330,
        stdin=subprocess.DEVNULL,
    )
    if done.returncode:
        raise Failure(f"{' '.join(command)}: exit code {done.returncode}\n{done.stderr.strip()}")
    return done.stdout.splitlines()
