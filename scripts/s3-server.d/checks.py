"""What the real service checks of a request, and moto does not: the hash of what came, the date, the region."""

import base64
import hashlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from xml.sax.saxutils import escape

SKEW = timedelta(minutes=15)


@dataclass
class Refusal:
    """An error as the service words it."""

    status: int
    code: str
    message: str
    more: dict = field(default_factory=dict)


def operation(method, path, query):
    """What the service's documents call a request."""
    has_key = path.strip("/").count("/") > 0
    if "partNumber" in query:
        return "UploadPart"
    if "uploadId" in query:
        return {"POST": "CompleteMultipartUpload", "DELETE": "AbortMultipartUpload"}.get(method, method)
    if "uploads" in query:
        return "CreateMultipartUpload" if method == "POST" else "ListMultipartUploads"
    names = {"PUT": "PutObject", "HEAD": "HeadObject", "GET": "GetObject", "DELETE": "DeleteObject"}
    return names.get(method, method) if has_key else {"HEAD": "HeadBucket"}.get(method, method)


def refusal(environ, body, region):
    """Why the service would refuse a request; None where it goes on to moto, which checks keys, signature and rights."""
    authorization = environ.get("HTTP_AUTHORIZATION", "")
    if not authorization.startswith("AWS4-HMAC-SHA256 "):
        return Refusal(403, "AccessDenied", "Anonymous access is forbidden for this operation")
    sent = datetime.strptime(environ["HTTP_X_AMZ_DATE"], "%Y%m%dT%H%M%SZ").replace(tzinfo=timezone.utc)
    now = datetime.now(timezone.utc)
    if abs(now - sent) > SKEW:
        more = {"RequestTime": environ["HTTP_X_AMZ_DATE"], "ServerTime": now.strftime("%Y-%m-%dT%H:%M:%SZ")}
        return Refusal(403, "RequestTimeTooSkewed", "The difference between the times is too large.", more)
    scope = authorization.partition("Credential=")[2].partition(",")[0].split("/")
    if scope[2] != region:
        text = f"The authorization header is malformed; the region '{scope[2]}' is wrong; expecting '{region}'"
        return Refusal(400, "AuthorizationHeaderMalformed", text, {"Region": region})
    digest = hashlib.sha256(body)
    if environ.get("HTTP_X_AMZ_CONTENT_SHA256") != digest.hexdigest():
        return Refusal(400, "XAmzContentSHA256Mismatch", "The provided hash does not match what was computed.")
    checksum = environ.get("HTTP_X_AMZ_CHECKSUM_SHA256")
    if checksum and body and not body.startswith(b"<") and checksum != base64.b64encode(digest.digest()).decode():
        return Refusal(400, "BadDigest", "The SHA256 you specified did not match the calculated checksum.")
    return None


def answered(refused, method, start_response):
    """Answers with an error; one to HEAD has no body, as with the real service."""
    more = "".join(f"<{name}>{escape(value)}</{name}>" for name, value in refused.more.items())
    text = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f"<Error><Code>{refused.code}</Code><Message>{escape(refused.message)}</Message>{more}"
        "<RequestId>TESTREQUEST</RequestId></Error>"
    ).encode()
    body = b"" if method == "HEAD" else text
    headers = [("Content-Type", "application/xml"), ("Content-Length", str(len(body)))]
    if "Region" in refused.more:
        headers.append(("x-amz-bucket-region", refused.more["Region"]))
    start_response(f"{refused.status} Refused", headers)
    return [body]
