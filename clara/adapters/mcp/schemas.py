"""JSON Schemas of tools, in the plain subset that every assistant's client accepts.

Gemini and others refuse a tool, or drop the whole server, over `$ref`, `anyOf` with null, `const`
or a string `format`: references are put in place, what may be null is optional in arguments and
`["…", "null"]` in results, and amounts are numbers.
"""

from collections.abc import Callable, Collection
from typing import Any

import msgspec
from msgspec import Struct

Schema = dict[str, Any]

_COMPANY: Schema = {
    "type": "string",
    "maxLength": 64,
    "description": "Company id; needed by members of several.",
}
_BEYOND_ANY = 10**12
_LONG_TEXT = 100
"""Characters."""
_IDEMPOTENCY_KEY: Schema = {
    "type": "string",
    "minLength": 1,
    "maxLength": 255,
    "description": "Any unique text: a repeated call with it is done once.",
}


def input_schema(
    command: type[Struct],
    *,
    hidden: Collection[str] = (),
    max_limit: int | None = None,
    writes: bool = False,
) -> Schema:
    """The arguments of a tool: the command's fields without those `hidden`, `company_id` as
    `company`, closed to anything else."""
    root, components = _described(command)
    properties: Schema = _plain_argument(root, components).get("properties", {})
    has_company = properties.pop("company_id", None) is not None
    for name in hidden:
        del properties[name]
    if max_limit is not None:
        properties["limit"]["maximum"] = max_limit
        least = properties["limit"].get("minimum", 1)
        properties["limit"]["description"] = f"Rows in one answer, {least} to {max_limit}."
    if has_company:
        properties["company"] = dict(_COMPANY)
    if writes:
        properties["idempotency_key"] = dict(_IDEMPOTENCY_KEY)
    required = [name for name in _needed(root, components) if name in properties]
    closed: Schema = {"type": "object", "properties": properties, "additionalProperties": False}
    return {**closed, "required": required} if required else closed


def output_schema(view: type[Struct]) -> Schema:
    """What a tool answers, as names and types only: field names speak for themselves, and every
    listing of all tools costs a conversation its tokens. Open, so that a new field breaks no
    client that kept the schema."""
    root, components = _described(view)
    return {**_plain_result(root, components), "required": _needed(root, components)}


def _described(struct: type[Struct]) -> tuple[Schema, Schema]:
    (root,), components = msgspec.json.schema_components((struct,), ref_template="{name}")
    return root, components


def _needed(root: Schema, components: Schema) -> list[str]:
    return list(_resolved(root, components)[0].get("required", ()))


def _plain_argument(node: Schema, components: Schema) -> Schema:
    found, _ = _resolved(node, components)
    schema = _plain(found, components, _plain_argument)
    for key in ("description", "enum", "minimum", "maximum", "minLength", "maxLength"):
        if key in found and not _goes_without_saying(key, found[key]):
            schema[key] = found[key]
    if found.get("format") == "date":
        schema["description"] = f"{found.get('description', '')} Written YYYY-MM-DD.".strip()
    if found.get("default") is not None:
        schema["default"] = found["default"]
    return schema


def _goes_without_saying(key: str, value: Any) -> bool:
    """Limits that no model comes near cost a conversation their tokens all the same; the Runner
    holds them anyway."""
    if key in ("minimum", "maximum"):
        return bool(abs(value) >= _BEYOND_ANY)
    return (key == "minLength" and value == 1) or (key == "maxLength" and value >= _LONG_TEXT)


def _plain_result(node: Schema, components: Schema) -> Schema:
    found, may_be_null = _resolved(node, components)
    schema = _plain(found, components, _plain_result)
    # A field left out when it is None has a default; one that is always sent has none.
    if may_be_null and "default" not in node:
        schema["type"] = [schema["type"], "null"]
    return schema


def _resolved(node: Schema, components: Schema) -> tuple[Schema, bool]:
    """`node` with references and alternatives with null put in place, and whether it may be null;
    its own words win."""
    found, may_be_null = dict(node), False
    while "$ref" in found or "anyOf" in found:
        if "$ref" in found:
            target = components[found.pop("$ref")]
        else:
            choices = [choice for choice in found.pop("anyOf") if choice.get("type") != "null"]
            if len(choices) != 1:
                raise TypeError(f"no plain schema for {node}")
            target, may_be_null = choices[0], True
        found = {**target, **found}
    return found, may_be_null


def _plain(found: Schema, components: Schema, plain: Callable[[Schema, Schema], Schema]) -> Schema:
    if found.get("format") == "decimal":
        return {"type": "number"}
    schema: Schema = {"type": found.get("type", "string")}  # an enum's members are all strings
    if "properties" in found:
        schema["properties"] = {
            name: plain(field, components) for name, field in found["properties"].items()
        }
    for key in ("items", "additionalProperties"):
        if isinstance(found.get(key), dict):
            schema[key] = plain(found[key], components)
    return schema
