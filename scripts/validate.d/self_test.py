"""The validator tried on requests that are wrong in one way each: every one must be refused, and for that reason."""

import json
import threading
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from answer_check import AnswerCheck
from proxy import Exchange, RecordingProxy
from request_check import RequestCheck

ORG = "20098631-fa9b-4e0d-9c06-406719ef8db7"
UUID = "0f5b1b6e-6a0a-4f43-9b51-9d3b7c2c5f10"
TEAM = {
    "active": True, "name": "Support", "rankQueuesForTeam": False, "siteId": UUID, "teamStatus": "IN_SERVICE",
    "teamType": "AGENT",
}
SITE = {"active": True, "multimediaProfileId": UUID, "name": "Berlin"}
QUERY = {"query": {"taskIds": [UUID]}}
BULK = {"items": [{"itemIdentifier": 0, "item": {"id": UUID, "siteId": None}, "requestAction": "SAVE"}]}
FORM = "multipart/form-data; boundary=xyz"
JSON = "application/json"


def form(*parts):
    """A form of (name, file name, media type, data)."""
    text = b""
    for name, file_name, media_type, data in parts:
        file = f'; filename="{file_name}"' if file_name else ""
        text += f'--xyz\r\nContent-Disposition: form-data; name="{name}"{file}\r\nContent-Type: {media_type}\r\n\r\n'.encode()
        text += data + b"\r\n"
    return text + b"--xyz--\r\n"


def request(side, method, target, body=b"", kind=JSON, headers=None, status=200, answer=b"{}", answer_kind=JSON):
    if not isinstance(body, bytes):
        body = json.dumps(body).encode()
    sent = {"Authorization": "Bearer abc", **({"Content-Type": kind} if body else {}), **(headers or {})}
    return Exchange(side, method, target, list(sent.items()), body, status, [("Content-Type", answer_kind)], answer)


AUDIO = ("audioFile", "a.wav", "audio/wav", b"RIFF")
INFO = ("audioFileInfo", "", JSON, b'{"name":"a.wav","contentType":"AUDIO_WAV"}')
AT = f"/organization/{ORG}"

RIGHT = {
    "a list": request("api", "GET", f"{AT}/v2/user?page=0&pageSize=100&filter=email%3D%3D%22a%40example.com%22"),
    "a create whose body is declared as a query parameter": request("api", "POST", f"{AT}/team", TEAM),
    "tasks, a list in the query": request("api", "GET", "/v1/tasks?from=1767225600000&channelTypes=telephony,chat"),
    "captures": request("api", "POST", "/v1/captures/query", QUERY),
    "a partial change of a user": request("api", "PATCH", f"{AT}/user/{UUID}", {"teamIds": [UUID], "siteId": None}),
    "a bulk change that names the id alone": request("api", "PATCH", f"{AT}/user/bulk", BULK),
    "an upload": request("api", "POST", f"{AT}/audio-file", form(INFO, AUDIO), FORM),
    "an admin operation": request("auth", "GET", "/v1/people?max=10"),
    "identity, without /v1": request("auth", "GET", f"/identity/scim/{ORG}/v2/Users?count=10"),
    "an operation of both documents": request("api", "GET", "/dataSources/"),
    "the same at the other address": request("auth", "GET", "/v1/dataSources/"),
}

# Name: the request, and what must stand in the reason.
WRONG = {
    "an unknown path": (request("api", "GET", f"{AT}/users"), "is no operation"),
    "a method that the path lacks": (request("api", "DELETE", "/v1/tasks"), "is no operation"),
    "an admin path without /v1": (request("auth", "GET", "/people"), "is no operation"),
    "identity below /v1": (request("auth", "GET", f"/v1/identity/scim/{ORG}/v2/Users"), "is no operation"),
    "an admin path at the other address": (request("api", "GET", "/v1/people"), "is no operation"),
    "another organisation": (request("api", "GET", f"/organization/{UUID}/v2/user"), "is not the organisation's id"),
    "a hole in the path": (request("api", "GET", f"{AT}/user/%7Bid%7D"), "is no id"),
    "a task id that is no UUID": (request("api", "POST", "/v1/tasks/17/accept"), "is not a 'UUID'"),
    "an undeclared query parameter": (request("api", "GET", f"{AT}/v2/user?pagesize=1"), "query pagesize: is not declared"),
    "a query parameter that stands twice": (request("api", "GET", f"{AT}/v2/user?page=0&page=1"), "stands there 2 times"),
    "a missing query parameter": (request("api", "GET", "/v1/tasks"), "query from: is required"),
    "a float for an integer": (request("api", "GET", "/v1/tasks?from=1.5"), "is no integer"),
    "a choice that is not there": (request("api", "GET", "/v1/tasks?from=1&channelTypes=chat,fax"), "'fax' is not one of"),
    "a number where yes or no stands": (
        request("api", "GET", f"{AT}/v2/user?singleObjectResponse=1"), "neither true nor false"),
    "no token": (request("api", "GET", f"{AT}/v2/user", headers={"Authorization": ""}), "no bearer token"),
    "a missing body": (request("api", "POST", f"{AT}/site"), "body: is required"),
    "a missing body of those declared in the query": (request("api", "POST", f"{AT}/team"), "body: is required"),
    "a body where none belongs": (request("api", "GET", f"{AT}/v2/user", {"a": 1}), "none is declared"),
    "another media type": (request("api", "POST", f"{AT}/site", SITE, "text/plain"), "media type 'text/plain'"),
    "JSON where a JSON Patch belongs": (
        request("api", "PATCH", f"/admin/v1/api/person/workspace-id/w/person-id/{UUID}",
                [{"op": "add", "path": "/firstName", "value": "A"}]), "media type 'application/json'"),
    "no JSON": (request("api", "POST", f"{AT}/site", b"{"), "is no JSON"),
    "a field that stands twice": (request("api", "POST", f"{AT}/site", b'{"name":"a","name":"b"}'), "stands there twice"),
    "bytes that are no UTF-8": (request("api", "POST", f"{AT}/site", b'{"name":"\xff"}'), "utf-8"),
    "a missing field": (request("api", "POST", f"{AT}/team", {**TEAM, "name": None, "siteId": UUID}), "body.name"),
    "a field left out": (request("api", "POST", f"{AT}/site", {"active": True, "name": "B"}), "'multimediaProfileId' is a"),
    "a misspelt field": (request("api", "PATCH", f"{AT}/user/{UUID}", {"teamsIds": [UUID]}), "'teamsIds' was unexpected"),
    "a field of the wrong type": (request("api", "POST", f"{AT}/team", {**TEAM, "active": "yes"}), "is not of type 'boolean'"),
    "1.0 for an integer": (request("api", "POST", f"{AT}/team", {**TEAM, "version": 1.0}), "1.0 is not of type 'integer'"),
    "an integer of 64 bits where 32 are": (
        request("api", "POST", f"{AT}/team", {**TEAM, "version": 2**53 + 1}), "is not a 'int32'"),
    "a choice of a body that is not there": (
        request("api", "POST", f"{AT}/team", {**TEAM, "teamType": "agents"}), "'agents' is not one of"),
    "too many in a list": (
        request("api", "POST", "/v1/captures/query", {"query": {"taskIds": [str(i) for i in range(11)]}}), "is too long"),
    "an object for a list": (request("api", "POST", "/v1/captures/query", {"query": {"taskIds": {}}}), "is not of type 'array'"),
    "a bulk change without its id": (
        request("api", "PATCH", f"{AT}/user/bulk", {"items": [{"itemIdentifier": 0, "item": {"siteId": UUID}}]}),
        "'id' is a required property"),
    "a name that the pattern does not let through": (
        request("api", "POST", f"{AT}/site", {**SITE, "name": "Köln!"}), "does not match"),
    "an upload without its file": (request("api", "POST", f"{AT}/audio-file", form(INFO), FORM), "part audioFile: is required"),
    "an upload of nothing": (
        request("api", "POST", f"{AT}/audio-file", form(INFO, ("audioFile", "a.wav", "audio/wav", b"")), FORM), "is empty"),
    "a file without a name": (
        request("api", "POST", f"{AT}/audio-file", form(INFO, ("audioFile", "", "audio/wav", b"RIFF")), FORM), "no file name"),
    "a part that is not declared": (
        request("api", "POST", f"{AT}/audio-file", form(INFO, AUDIO, ("file", "a", "text/plain", b"a")), FORM), "is not declared"),
    "a form without its end": (
        request("api", "POST", f"{AT}/audio-file", form(INFO, AUDIO)[:-5], FORM), "closing boundary"),
    "no organisation in the header": (
        request("api", "POST", "/v1/agentburnout/subscribe", {}), "X-ORGANIZATION-ID"),
}

ANSWERS = {
    "a refusal": (request("api", "GET", "/v1/tasks?from=1", status=404), "status: 404"),
    "a status that is not declared": (request("api", "POST", f"{AT}/team", TEAM, status=202), "202 is not declared"),
    "another media type": (request("api", "GET", f"{AT}/v2/user", answer_kind="text/html"), "media type 'text/html'"),
    "a field of the wrong type": (request("api", "GET", f"{AT}/v2/user", answer=b'{"data":{}}'), "is not of type 'array'"),
    "no body": (request("api", "GET", f"{AT}/v2/user", answer=b""), "there is none"),
}


def run(documents):
    """Faults of the validator itself, as lines; none when it is right."""
    checked = RequestCheck(documents, ORG)
    answers = AnswerCheck(documents)

    def reasons(check, exchange):
        found = documents.match(exchange.side, exchange.method, exchange.target.split("?")[0])
        return check.faults(found, exchange) if found else ["is no operation"]

    for name, exchange in RIGHT.items():
        for reason in reasons(checked, exchange):
            yield f"refuses what is right: {name}: {reason}"
    for check, cases in ((checked, WRONG), (answers, ANSWERS)):
        for name, (exchange, expected) in cases.items():
            found = reasons(check, exchange)
            if not any(expected in reason for reason in found):
                yield f"lets through: {name}: expected {expected!r} in {found}"
    yield from proxy_faults()


def proxy_faults():
    """Whether the proxy keeps and passes on bytes just as they are, both ways."""
    seen = []

    class Echo(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            seen.append((self.path, self.headers["X-Odd"], body))
            self.send_response(201)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Echo)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    record = []
    proxy = RecordingProxy("api", f"http://127.0.0.1:{server.server_address[1]}", record)
    connection = HTTPConnection("127.0.0.1", proxy.port, timeout=10)
    target, body = "/a%2Fb?c=%22%3D%22&d=", b'{"n": 9007199254740993, "x": 1.0, "e": "\xf0\x9f\x98\x80\x00", "l": [[], {}]}'
    for piece in (body, iter([body[:10], body[10:]])):
        connection.request("POST", target, piece, {"X-Odd": "a, b"}, encode_chunked=not isinstance(piece, bytes))
        answer = connection.getresponse().read()
        kept = record[-1] if record else None
        if seen[-1:] != [(target, "a, b", body)] or answer != body or not kept or (kept.target, kept.body) != (target, body):
            yield f"the proxy changes what passes: {seen} {answer!r} {kept}"
    connection.close()
    proxy.close()
    server.shutdown()
    server.server_close()
