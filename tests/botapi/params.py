"""Parameters of a call: from the query string, JSON, urlencoded and multipart bodies, read as Telegram reads them."""

import json
from email.parser import BytesParser
from email.policy import HTTP
from typing import Any
from urllib.parse import parse_qsl

from tests.botapi.errors import bad_request

JSON = dict[str, Any]

_TRUE = {"true", "yes", "1"}


def parse(content_type: str, query: bytes, body: bytes) -> JSON:
    """The parameters of one request, values as they were sent; APIError 400 when they cannot be read."""
    params = _urlencoded(query) if query else {}
    if not body:
        return params
    kind = content_type.partition(";")[0].strip().lower()
    if kind == "application/json":
        return params | _json(body)
    if kind == "multipart/form-data":
        return params | _multipart(content_type, body)
    return params | _urlencoded(body)


def _urlencoded(text: bytes) -> JSON:
    try:
        return dict(parse_qsl(text.decode(), keep_blank_values=True, errors="strict"))
    except UnicodeDecodeError:
        raise bad_request("strings must be encoded in UTF-8") from None


def _json(body: bytes) -> JSON:
    try:
        value = json.loads(body)
    except ValueError:
        raise bad_request("can't parse JSON object") from None
    if not isinstance(value, dict):
        raise bad_request("object expected as a JSON-encoded body")
    return {name: item for name, item in value.items() if item is not None}


def _multipart(content_type: str, body: bytes) -> JSON:
    message = BytesParser(policy=HTTP).parsebytes(b"Content-Type: " + content_type.encode() + b"\r\n\r\n" + body)
    params: JSON = {}
    for part in message.iter_parts():
        name = str(part.get_param("name", header="content-disposition"))
        payload = part.get_payload(decode=True)
        params[name] = part.get_filename() or (payload.decode() if isinstance(payload, bytes) else "")
    return params


def text(params: JSON, name: str) -> str:
    """A string parameter, "" when it is absent."""
    value = params.get(name, "")
    return value if isinstance(value, str) else json.dumps(value)


def integer(params: JSON, name: str, default: int = 0, low: int = -(2**63), high: int = 2**63) -> int:
    """A whole number, clamped as Telegram does; what is no number counts as 0."""
    value = params.get(name)
    if value is None:
        return default
    try:
        return min(max(int(value), low), high)
    except (TypeError, ValueError):
        return min(max(0, low), high)


def flag(params: JSON, name: str) -> bool:
    """Whether a Boolean parameter is given and true."""
    value = params.get(name, False)
    return value if isinstance(value, bool) else str(value).lower() in _TRUE


def decoded(params: JSON, name: str, what: str) -> Any:
    """A JSON-serialised parameter, None when absent or empty; APIError 400 "can't parse <what> JSON object"."""
    value = params.get(name)
    if not isinstance(value, str):
        return value
    if not value:
        return None
    try:
        return json.loads(value)
    except ValueError:
        raise bad_request(f"can't parse {what} JSON object") from None


def required(params: JSON, name: str) -> str:
    """A string parameter that must be there; APIError 400 otherwise."""
    value = text(params, name)
    if not value:
        raise bad_request(f'parameter "{name}" is required')
    return value
