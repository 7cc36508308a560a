"""The server: moto's service behind the checks that the real one makes, and a door for tests."""

import io
import json
import threading
from urllib.parse import parse_qs

from werkzeug.serving import make_server

import checks
from storage import Quiet, Storage

CONTROL = "/_control/"


def serve(port):
    """Listens, tells where, and answers until the process ends."""
    front = Front(Storage())
    server = make_server("127.0.0.1", port, front, threaded=True, request_handler=Quiet)
    endpoint = f"http://127.0.0.1:{server.server_address[1]}"
    listening = threading.Thread(target=server.serve_forever)
    listening.start()
    front.storage.furnish(endpoint)
    front.is_open = True
    print(json.dumps({"endpoint": endpoint, **front.storage.facts}), flush=True)
    listening.join()


class Front:
    """What every request passes: counting, faults that a test asked for, checks; then moto."""

    def __init__(self, storage):
        self.storage = storage
        self.is_open = False
        self._lock = threading.Condition()
        self._counts, self._faults = {}, []
        self._held, self._waiting = None, 0

    def __call__(self, environ, start_response):
        length = int(environ.get("CONTENT_LENGTH") or 0)
        body = environ["wsgi.input"].read(length) if length else b""
        environ["wsgi.input"] = io.BytesIO(body)
        query = {name: values[0] for name, values in parse_qs(environ["QUERY_STRING"], keep_blank_values=True).items()}
        if environ["PATH_INFO"].startswith(CONTROL):
            return self._control(environ["PATH_INFO"][len(CONTROL):], query, body, start_response)
        if self.is_open:
            operation = checks.operation(environ["REQUEST_METHOD"], environ["PATH_INFO"], query)
            refusal = self._count(operation) or checks.refusal(environ, body, self.storage.facts["region"])
            if refusal:
                return checks.answered(refusal, environ["REQUEST_METHOD"], start_response)
        return self.storage.application(environ, start_response)

    def _count(self, operation):
        """Counts a request, holds it while a test wants it held, and gives the fault that is due."""
        with self._lock:
            self._counts[operation] = self._counts.get(operation, 0) + 1
            self._waiting += 1
            self._lock.notify_all()
            self._lock.wait_for(lambda: self._held != operation)
            self._waiting -= 1
            for fault in self._faults:
                if fault["operation"] == operation and fault["times"] > 0:
                    fault["times"] -= 1
                    return checks.Refusal(fault["status"], fault["code"], "a test wants it so")
        return None

    def _control(self, name, query, body, start_response):
        answer = {}
        with self._lock:
            if name == "stats":
                answer = {"requests": self._counts, "waiting": self._waiting}
            elif name == "objects":
                answer = self.storage.objects(query["bucket"])
            elif name == "uploads":
                answer = self.storage.uploads(query["bucket"])
            elif name == "begin":
                self.storage.begin_upload(query["bucket"], query["key"])
            elif name == "fault":
                self._faults.append(json.loads(body))
            elif name == "hold":
                self._held = query["operation"]
            elif name == "release":
                self._held = None
                self._lock.notify_all()
            elif name == "await":
                self._lock.wait_for(lambda: self._counts.get(query["operation"], 0) >= int(query["count"]))
        text = json.dumps(answer).encode()
        start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(text)))])
        return [text]
