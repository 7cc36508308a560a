"""Forms of several parts, taken apart byte by byte as RFC 7578 has them."""

import re
from typing import NamedTuple


class Part(NamedTuple):
    name: str
    file_name: str
    media_type: str
    data: bytes


def parts_of(content_type, body):
    """The parts of a form; raises ValueError where it is no well-formed one."""
    found = re.search(r'boundary=("?)([^";]+)\1', content_type or "")
    if not found:
        raise ValueError(f"{content_type!r} names no boundary")
    mark = b"--" + found.group(2).encode("ascii")
    if not body.startswith(mark + b"\r\n"):
        raise ValueError("does not begin with its boundary")
    pieces = (b"\r\n" + body).split(b"\r\n" + mark)
    if pieces[-1].rstrip(b"\r\n") != b"--":
        raise ValueError("does not end with its closing boundary")
    return [_part(piece) for piece in pieces[1:-1]]


def _part(piece):
    head, separator, data = piece.removeprefix(b"\r\n").partition(b"\r\n\r\n")
    if not separator:
        raise ValueError("a part has no end of its headers")
    headers = {}
    for line in head.decode("utf-8").split("\r\n"):
        name, _, value = line.partition(":")
        headers[name.strip().lower()] = value.strip()
    disposition = headers.get("content-disposition", "")
    name = re.search(r'[; ]name="([^"]*)"', disposition)
    if not disposition.startswith("form-data") or not name:
        raise ValueError(f"a part without a name: {disposition!r}")
    file_name = re.search(r'filename="([^"]*)"', disposition)
    return Part(name.group(1), file_name.group(1) if file_name else "", headers.get("content-type", "text/plain"), data)
