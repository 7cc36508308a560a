"""A proxy between Patchbay and the simulator that keeps every request and its answer."""

import http.client
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple
from urllib.parse import urlsplit

# What belongs to one connection, and not to the message.
OF_THE_CONNECTION = {"connection", "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade"}


class Exchange(NamedTuple):
    """A request as it came, and the answer that went back."""

    side: str
    method: str
    target: str
    headers: list
    body: bytes
    status: int
    answer_headers: list
    answer: bytes

    def header(self, name):
        """The header's value, or None; several are joined with commas."""
        return _header(self.headers, name)

    def answer_header(self, name):
        return _header(self.answer_headers, name)


def _header(headers, name):
    found = [value for key, value in headers if key.lower() == name.lower()]
    return ", ".join(found) if found else None


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256


class RecordingProxy:
    """One address in front of one of the simulator's; what is recorded goes to a list that several may share."""

    def __init__(self, side, upstream, record):
        self.side, self._upstream, self._record = side, upstream, record
        self._server = _Server(("127.0.0.1", 0), self._handler())
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def url(self):
        """The base to hand out in place of the simulator's, its path kept."""
        return f"http://127.0.0.1:{self.port}{urlsplit(self._upstream).path}"

    def close(self):
        self._server.shutdown()
        self._server.server_close()

    def _handler(proxy):
        address = urlsplit(proxy._upstream).netloc

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def setup(self):
                super().setup()
                self.upstream = http.client.HTTPConnection(address, timeout=60)

            def finish(self):
                self.upstream.close()
                super().finish()

            def forward(self):
                body = self.read_body()
                headers = list(self.headers.items())
                sent = [(n, v) for n, v in headers if n.lower() not in OF_THE_CONNECTION | {"content-length", "expect"}]
                self.upstream.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
                for name, value in sent:
                    self.upstream.putheader(name, value)
                if body or self.headers.get("Content-Length"):
                    self.upstream.putheader("Content-Length", str(len(body)))
                self.upstream.endheaders(body)
                answer = self.upstream.getresponse()
                data = answer.read()
                proxy._record.append(
                    Exchange(proxy.side, self.command, self.path, headers, body, answer.status, answer.getheaders(), data)
                )
                self.send_response_only(answer.status, answer.reason)
                for name, value in answer.getheaders():
                    if name.lower() not in OF_THE_CONNECTION | {"content-length"}:
                        self.send_header(name, value)
                if answer.status not in (204, 304):
                    self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(data)

            def read_body(self):
                if "chunked" in (self.headers.get("Transfer-Encoding") or ""):
                    chunks = []
                    while size := int(self.rfile.readline().split(b";")[0], 16):
                        chunks.append(self.rfile.read(size))
                        self.rfile.readline()
                    while self.rfile.readline().strip():
                        pass
                    return b"".join(chunks)
                return self.rfile.read(int(self.headers.get("Content-Length") or 0))

            def log_message(self, *_):
                pass

            do_GET = do_PUT = do_POST = do_PATCH = do_DELETE = do_HEAD = forward

        return Handler
