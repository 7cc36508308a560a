"""One recorded answer checked against what the document says of its operation."""

import json
import re

from oddities import applying, holds
from schemas import Schemas

JSON_TYPE = re.compile(r"application/([a-z-]+\+)?json\Z")


class AnswerCheck:
    """Checks answers of the simulator against the documents."""

    def __init__(self, documents):
        self._schemas = {document.name: Schemas(document, is_request=False) for document in documents}
        self._arrays = {document.name: _names_of_arrays(document.schemas) for document in documents}

    def faults(self, operation, exchange):
        """What is wrong with an answer, as lines; none when it is one of those that the document declares."""
        declared = operation.answers.get(str(exchange.status))
        if not 200 <= exchange.status < 300:
            return [f"status: {exchange.status}, with {exchange.answer[:120]!r}"]
        if declared is None:
            expected = ", ".join(status for status in operation.answers if status.startswith("2"))
            return [f"status: {exchange.status} is not declared, but {expected}"]
        content = declared.get("content", {})
        if not content:
            return [f"body: none is declared, but {exchange.answer[:60]!r} came"] if exchange.answer else []
        return self._body_faults(operation, exchange, content)

    def _body_faults(self, operation, exchange, content):
        is_empty_allowed = exchange.status == 204
        if not exchange.answer:
            return [] if is_empty_allowed else ["body: there is none"]
        kind = (exchange.answer_header("content-type") or "").split(";")[0].strip().lower()
        kinds = {name.split(";")[0].lower(): media for name, media in content.items()}
        for wrong in applying("media type is JSON"):
            if wrong in kinds:
                kinds.setdefault("application/json", kinds[wrong])
        if kind not in kinds:
            return [f"body: its media type {kind!r} is not among {', '.join(kinds)}"]
        schema = kinds[kind].get("schema", {})
        if holds("answer is an object", operation):
            schema = {"type": "object"}
        if not JSON_TYPE.match(kind):
            return []
        try:
            value = json.loads(exchange.answer.decode("utf-8"))
        except ValueError as error:
            return [f"body: is no JSON: {error}"]
        faults = self._schemas[operation.document.name].faults(schema, value)
        missing = self._may_be_missing(operation)
        return [f for f in faults if not any(f.endswith(f": {name!r} is a required property") for name in missing)]

    def _may_be_missing(self, operation):
        """Fields that an answer may lack although they are required."""
        names = {name for names in applying("fields may be missing", operation) for name in names}
        if any(re.search(text, operation.text) for text in applying("arrays are left out")):
            names |= self._arrays[operation.document.name]
        return names


def _names_of_arrays(schemas):
    return {
        name for schema in schemas.values() for name, field in schema.get("properties", {}).items()
        if field.get("type") == "array"
    }
