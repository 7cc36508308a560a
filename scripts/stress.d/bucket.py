"""The S3 server that exports go to, as long as the block lasts."""

import http.client
import json
import subprocess
from pathlib import Path

from places import Failure

SERVER = Path(__file__).resolve().parents[1] / "s3-server"


class Bucket:
    """A bucket of a server of its own, and the keys of a user who may write into it."""

    def __enter__(self):
        self._server = subprocess.Popen([str(SERVER)], stdout=subprocess.PIPE, text=True, stdin=subprocess.DEVNULL)
        line = self._server.stdout.readline()
        if not line:
            raise Failure(f"{SERVER.name} ended with {self._server.wait()} and was never ready")
        facts = json.loads(line)
        self.endpoint, self.region, self.name = facts["endpoint"], facts["region"], facts["bucket"]
        self.key_id, self.secret = facts["exporter"]["key_id"], facts["exporter"]["secret"]
        return self

    def __exit__(self, *_):
        self._server.kill()
        self._server.wait()
        self._server.stdout.close()

    def hashes(self, prefix):
        """The hash of every object beneath a prefix, by the rest of its key."""
        found = self._told("objects")
        return {key.removeprefix(prefix): about["sha256"] for key, about in found.items() if key.startswith(prefix)}

    def unfinished(self, prefix):
        """The keys beneath a prefix of uploads that nobody has completed or given up."""
        return [upload["key"] for upload in self._told("uploads") if upload["key"].startswith(prefix)]

    def _told(self, what):
        connection = http.client.HTTPConnection(self.endpoint.removeprefix("http://"), timeout=60)
        try:
            connection.request("GET", f"/_control/{what}?bucket={self.name}")
            return json.loads(connection.getresponse().read())
        finally:
            connection.close()
