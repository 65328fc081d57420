"""Holds a document against its model, and says in plain words where it does not fit."""

from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from bot.content.document import Document, Path_
from bot.content.nearest import nearest

M = TypeVar("M", bound=BaseModel)


def shaped(document: Document, model: type[M], data: Any = None) -> M | None:
    """The document as the model, or None with the reasons noted in the document."""
    content = document.data if data is None else data
    if content is None:
        return None
    if not isinstance(content, dict):
        document.error((), "the file should hold keys such as `title:`, each followed by its value")
        return None
    try:
        return model.model_validate(content)
    except ValidationError as error:
        found = [
            (tuple(part for part in item["loc"] if not str(part).startswith("function-")), item)
            for item in error.errors()
        ]
        told = {path: _says(item, path, model, content) for path, item in found}
        for path, item in found:
            misspelt = any(path[:-1] == other[:-1] and f"mean '{path[-1]}'?" in says for other, says in told.items())
            if not (item["type"] == "missing" and misspelt):  # the key is there, under another name
                document.error(_where(document, path, str(item["type"])), told[path])
        return None


def _where(document: Document, path: Path_, kind: str) -> Path_:
    """An unknown key is shown at the key; anything else at its value, or at its key when the value is empty."""
    key = (*path, "")
    return key if key in document.marks and (kind == "extra_forbidden" or path not in document.marks) else path


def _says(item: Any, path: Path_, model: type[BaseModel], content: Any) -> str:
    kind, context = str(item["type"]), item.get("ctx", {})
    name = next((f"'{part}'" for part in reversed(path) if isinstance(part, str)), "the file")
    what = f"item {path[-1] + 1} of {name}" if path and isinstance(path[-1], int) else name
    if kind == "extra_forbidden":
        return _unknown(str(path[-1]), _keys(model, path[:-1]))
    if kind == "missing" and path[-1] == "source":
        return "the key 'source' is missing: add it below `says:`, with an id of sources.yaml"
    if kind == "missing":
        return f"the key {name} is missing: add it"
    if kind == "string_too_short" or item["input"] == "" or (kind == "too_short" and "actual_length" in context):
        return f"{what} is empty: write something, or delete the key"
    if kind == "string_too_long":
        return f"{what} is longer than {context['max_length']} characters: shorten it, or move a part to `more:`"
    if kind == "too_long":
        return f"{what} has {context['actual_length']} entries and holds {context['max_length']}: take some out"
    if kind in ("tuple_type", "list_type"):
        return f"{what} should be a list: put each entry on a line of its own that begins with '- '"
    if kind == "string_type":
        return f'{what} should be one text, not a list or keys: put it in "double quotes" if it holds a colon'
    if kind in ("model_type", "dict_type", "model_attributes_type"):
        return f"{what} should hold keys, each with a colon and a value, indented below it"
    if kind == "literal_error":
        return f"{what} should be one of {context['expected']}"
    if kind.startswith("date"):
        return f"{what} should be a day written as 2026-11-22"
    if kind == "bool_parsing":
        return f"{what} should be true or false"
    if kind == "string_pattern_mismatch":
        return f"{what} should be a name of small letters, digits and _, beginning with a letter, such as what_is"
    if kind == "value_error":
        return f"{what}: {context.get('error', item['msg'])}"
    return f"{what}: {item['msg']}"


def _unknown(key: str, keys: list[str]) -> str:
    return f"unknown key '{key}': {nearest(key, keys)}"


def _keys(model: type[BaseModel], path: Path_) -> list[str]:
    """The keys that the model knows at a path."""
    schema = model.model_json_schema()
    node: Any = schema
    for part in path:
        node = _resolved(schema, node)
        if isinstance(part, int):
            node = node.get("items", {})
        else:
            others: Any = node.get("additionalProperties") or next(iter(node.get("patternProperties", {}).values()), {})
            node = node.get("properties", {}).get(part, others)
    return list(_resolved(schema, node).get("properties", {}))


def _resolved(schema: Any, node: Any) -> Any:
    for option in node.get("anyOf", ()):
        if "$ref" in option:
            node = option
    if "$ref" in node:
        return schema["$defs"][node["$ref"].rsplit("/", 1)[-1]]
    return node
