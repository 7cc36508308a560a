"""A home, a current folder and a simulated org of a trial's own, and Patchbay run in them."""

import http.client
import json
import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

# Whatever takes longer hangs.
LONGEST = 120


class Failure(Exception):
    """A program did not do what it had to; the text says which, and what it told."""


class Place:
    """As long as the block lasts: a simulator with a seeded org, which is the profile `demo` of a home."""

    def __init__(self, patchbay, options):
        self.patchbay, self._options = str(patchbay), options

    def __enter__(self):
        self.folder = Path(tempfile.mkdtemp(prefix="stress."))
        self.home, self.work = self.folder / "home", self.folder / "work"
        self.work.mkdir()
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PATCHBAY_")}
        self.environment = {**kept, "PATCHBAY_HOME": str(self.home), "HOME": str(self.folder), "NO_COLOR": "1"}
        command = [self.patchbay, "simulator", "--rate-limit", "0", "--write-profile", "demo", *self._options]
        self._simulator = subprocess.Popen(
            command, stdout=subprocess.PIPE, text=True, env=self.environment, cwd=self.work, stdin=subprocess.DEVNULL
        )
        line = self._simulator.stdout.readline()
        if not line:
            raise Failure(f"{' '.join(command)}: ended with {self._simulator.wait()} and was never ready")
        self.ready = json.loads(line)
        return self

    def __exit__(self, *_):
        self._simulator.kill()
        self._simulator.wait()
        self._simulator.stdout.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def ask(self, path, method="GET", body=None):
        """A request to the simulator by a client that is none of Patchbay's: the answer's JSON."""
        connection = http.client.HTTPConnection(self.ready["api_url"].removeprefix("http://"), timeout=LONGEST)
        try:
            headers = {"Authorization": "Bearer " + self.ready["access_token"]}
            connection.request(method, path, body=body, headers=headers)
            answer = connection.getresponse()
            text = answer.read()
            if answer.status != 200:
                raise Failure(f"{method} {path}: {answer.status} {text[:300]}")
            return json.loads(text)
        finally:
            connection.close()

    def start(self, words, extra=None):
        """Starts Patchbay with the words of a command line, and `extra` in its environment."""
        return Process([self.patchbay, *words], {**self.environment, **(extra or {})}, self.work)


class Process:
    """Patchbay, running; it and its worker can be killed."""

    def __init__(self, command, environment, folder):
        self._output, self._errors = tempfile.TemporaryFile(), tempfile.TemporaryFile()
        self._process = subprocess.Popen(
            command, env=environment, cwd=folder, stdin=subprocess.DEVNULL, stdout=self._output, stderr=self._errors,
        )
        self._command = command

    def wait(self, seconds=LONGEST):
        """Its exit code, negative where a signal ended it; None when it runs on after that many seconds."""
        try:
            return self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            if seconds < LONGEST:
                return None
            self._process.kill()
            self._process.wait()
            raise Failure(f"{' '.join(self._command)}: does not end; it told\n{self.errors}") from None

    def strike(self, victim):
        """SIGKILL for the `host`, its `worker`, or `both`."""
        workers = self._children() if victim != "host" else []
        if victim != "worker":
            self._process.send_signal(signal.SIGKILL)
        for worker in workers:
            try:
                os.kill(worker, signal.SIGKILL)
            except ProcessLookupError:
                pass

    @property
    def pid(self):
        return self._process.pid

    def terminate(self):
        """Asks it to end in order."""
        self._process.send_signal(signal.SIGTERM)

    def _children(self):
        children = []
        try:
            for task in Path(f"/proc/{self._process.pid}/task").iterdir():
                children += [int(child) for child in (task / "children").read_text().split()]
        except (FileNotFoundError, ProcessLookupError):
            pass
        return children

    @property
    def errors(self):
        """What it told so far."""
        return self._text(self._errors)

    @property
    def output(self):
        """What it printed so far."""
        return self._text(self._output)

    @staticmethod
    def _text(file):
        file.seek(0)
        return file.read().decode(errors="replace")
