"""The OpenAPI 3.1 document, made from the routes' operations and the structs they take and give.

Litestar's own generator leaves out closed objects, error answers and most descriptions; the structs
hold all of it, and msgspec knows how to say it.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec
from litestar import Litestar
from msgspec import Struct

from clara.adapters.http.errors_shown import ERROR_SCHEMA, error_responses
from clara.adapters.http.operation import Operation
from clara.adapters.http.preferring import PREFER
from clara.adapters.wire.tasks import TaskView
from clara.application.use_case import Effect
from clara.domain.credentials.token import CredentialKind
from clara.version import VERSION

_SCHEMES: dict[str, tuple[dict[str, str], CredentialKind | None]] = {
    "user_token": (
        {"type": "http", "scheme": "bearer", "description": "`clara_user_…`, from signing in."},
        CredentialKind.USER_TOKEN,
    ),
    "api_key": (
        {"type": "http", "scheme": "bearer", "description": "`clara_api_…`, for programs."},
        CredentialKind.API_KEY,
    ),
    "public_key": (
        {
            "type": "apiKey",
            "in": "header",
            "name": "Authorization",
            "description": "`clara_pub_…` alone: which application asks, before anyone signed in.",
        },
        CredentialKind.PUBLIC_KEY,
    ),
    "basic": (
        {"type": "http", "scheme": "basic", "description": "Address and password, to sign in."},
        None,
    ),
}

_REF = "#/components/schemas/{name}"
_NAME = re.compile(r"'#/components/schemas/(\w+)'")
_PARAMETER = re.compile(r"\{(\w+)(?::\w+)?\}")
_DESCRIPTION = (
    "Corporate cards, their transactions and exact spending. Amounts are decimals in currency"
    " units beside exact `*_minor` integers; times are RFC 3339 in UTC; lists are followed by"
    " `next_cursor`. Every answer is `{data, message, status}`."
)


def openapi_document(app: Litestar) -> dict[str, Any]:
    """The whole document."""
    found = list(_operations(app))
    structs = {one for _, _, operation in found for one in _structs(operation)}
    _, components = msgspec.json.schema_components(
        sorted(structs, key=lambda one: one.__name__), ref_template=_REF
    )
    paths: dict[str, dict[str, Any]] = {}
    for path, method, operation in found:
        paths.setdefault(path, {})[method] = _operation(path, method, operation, components)
    # What has no value is sent as null, and may come back like that.
    shapes = {name: plain(schema, takes_null=True) for name, schema in components.items()}
    kept = _reached(paths, shapes)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Clara", "version": VERSION, "description": _DESCRIPTION},
        # The router keeps the methods of a path in no order of its own.
        "paths": {path: dict(sorted(methods.items())) for path, methods in sorted(paths.items())},
        "components": {
            "schemas": dict(sorted({**kept, "Error": ERROR_SCHEMA}.items())),
            "securitySchemes": {name: scheme for name, (scheme, _) in _SCHEMES.items()},
        },
    }


def _reached(paths: dict[str, Any], components: dict[str, Any]) -> dict[str, Any]:
    """The components that what callers send and receive is made of."""
    kept: dict[str, Any] = {}
    waiting = [paths]
    while waiting:
        for name in set(_NAME.findall(str(waiting.pop()))) & (components.keys() - kept.keys()):
            kept[name] = components[name]
            waiting.append(components[name])
    return kept


def _operations(app: Litestar) -> Iterator[tuple[str, str, Operation]]:
    for route in app.routes:
        for handler in getattr(route, "route_handlers", ()):
            operation = handler.opt.get("operation")
            if operation is not None:
                path = _PARAMETER.sub(r"{\1}", route.path)
                for method in sorted(handler.http_methods - {"HEAD", "OPTIONS"}):
                    yield path, method.lower(), operation


def _structs(operation: Operation) -> Iterable[type[Struct]]:
    yield operation.use_case.command
    if operation.data is not None:
        yield operation.data
    if operation.as_task:
        yield TaskView


def _operation(
    path: str, method: str, operation: Operation, components: dict[str, Any]
) -> dict[str, Any]:
    use_case = operation.use_case
    command = plain(components[use_case.command.__name__], takes_null=operation.body)
    fields = dict(command["properties"])
    for name in (*operation.basic, *operation.hidden):
        del fields[name]
    in_path = _PARAMETER.findall(path)
    parameters = [_path_parameter(name, _path_field(name, fields)) for name in in_path]
    described: dict[str, Any] = {
        # The same use case may answer under several paths; operations are told apart by both.
        "operationId": _operation_id(path, use_case.name),
        "tags": [operation.tag],
        "summary": use_case.title,
        "description": _paragraphs(use_case.__doc__ or ""),
        "responses": _responses(operation),
        "security": _security(operation),
    }
    if operation.upload is not None:
        described["requestBody"] = _body("multipart/form-data", operation.upload, required=True)
    elif operation.as_it_is is not None:
        described["requestBody"] = _body("application/json", operation.as_it_is, required=True)
    elif operation.body:
        # What is left out stays as it is; to change nothing is refused.
        is_change = method == "patch"
        required = [name for name in command.get("required", ()) if name in fields]
        schema = {
            "type": "object",
            "properties": fields,
            "additionalProperties": False,
            **({"required": required} if required else {}),
            **({"minProperties": 1} if is_change else {}),
        }
        is_needed = bool(required) or is_change
        described["requestBody"] = _body("application/json", schema, required=is_needed)
    else:
        parameters += [
            _query_parameter(name, schema, required=name in command.get("required", ()))
            for name, schema in fields.items()
        ]
        parameters += operation.extra_query
    is_keyed = not operation.basic and operation.as_it_is is None
    if use_case.effect is not Effect.READ and method != "get" and is_keyed:
        parameters.append(_IDEMPOTENCY_KEY)
    if operation.as_task:
        parameters.append(PREFER)
    if parameters:
        described["parameters"] = parameters
    return described


def _security(operation: Operation) -> list[dict[str, list[str]]]:
    if operation.basic:
        return [{"basic": []}]
    if operation.use_case.is_public:
        return []
    accepted = operation.use_case.accepts
    return [{name: []} for name, (_, kind) in _SCHEMES.items() if kind in accepted]


def _operation_id(path: str, name: str) -> str:
    others = {"/live": ".live", ".png": ".png"}
    return name + next((ending for last, ending in others.items() if path.endswith(last)), "")


def _path_field(name: str, fields: dict[str, Any]) -> dict[str, Any]:
    """The command's field a path parameter fills: `card_id` is the field `card`."""
    for candidate in (name, name.removesuffix("_id")):
        if candidate in fields:
            schema: dict[str, Any] = fields.pop(candidate)
            return schema
    raise LookupError(f"no field of the command takes the path parameter {name}")


_BODILESS = (204, 302)

_IDEMPOTENCY_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "description": "Makes a retry safe: the same key and request within 24 hours give the first"
    " answer again, with `Idempotent-Replayed: true`.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[ -~]+$"},
    "example": "lock-4471-2026-11-20",
}


def _path_parameter(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {**_described(name, "path", schema), "required": True}


def _query_parameter(name: str, schema: dict[str, Any], *, required: bool) -> dict[str, Any]:
    return {**_described(name, "query", schema), **({"required": True} if required else {})}


def _described(name: str, place: str, schema: dict[str, Any]) -> dict[str, Any]:
    rest = dict(schema)
    parameter: dict[str, Any] = {"name": name, "in": place}
    if "description" in rest:
        parameter["description"] = rest.pop("description")
    examples = rest.pop("examples", None)
    parameter["schema"] = rest
    if examples:
        parameter["example"] = examples[0]
    return parameter


def _body(media: str, schema: dict[str, Any], *, required: bool) -> dict[str, Any]:
    return {"required": required, "content": {media: {"schema": schema}}}


def _responses(operation: Operation) -> dict[str, Any]:
    successes = {operation.status: operation.message, **operation.also}
    good = {str(status): _good(operation, said) for status, said in sorted(successes.items())}
    if operation.as_task:
        good["202"] = _left_for_later(operation.as_task)
    return {**good, **error_responses(operation)}


def _good(operation: Operation, message: str) -> dict[str, Any]:
    good: dict[str, Any] = {"description": message, "content": {}}
    if operation.status in _BODILESS:
        del good["content"]
    elif operation.data is not None or not operation.media:
        good["content"]["application/json"] = {"schema": _envelope(_data(operation), message)}
    for media in operation.media:
        good["content"][media] = {"schema": {"type": "string"}}
    return good


def _left_for_later(message: str) -> dict[str, Any]:
    task = {"$ref": _REF.format(name=TaskView.__name__)}
    return {
        "description": message,
        "content": {"application/json": {"schema": _envelope(task, message)}},
    }


def _envelope(data: dict[str, Any], message: str) -> dict[str, Any]:
    return {
        "type": "object",
        "required": ["data", "message", "status"],
        "properties": {
            "data": data,
            "message": {"type": "string", "examples": [message]},
            "status": {"type": "string", "enum": ["success"]},
        },
    }


def _data(operation: Operation) -> dict[str, Any]:
    if operation.data is None:
        return {"type": "null"}
    one = {"$ref": _REF.format(name=operation.data.__name__)}
    return {"type": "array", "items": one} if operation.is_list else one


def _paragraphs(docstring: str) -> str:
    return "\n\n".join(
        " ".join(line.strip() for line in paragraph.splitlines())
        for paragraph in docstring.strip().split("\n\n")
    )


def plain(schema: Any, *, takes_null: bool = False) -> Any:
    """msgspec's schema with decimals as the plain numbers they are on the wire, and what is said of
    a field that may be null said at the field. A default of null is a field that may be left out;
    it may be null as well where `takes_null`."""
    if isinstance(schema, list):
        return [plain(one, takes_null=takes_null) for one in schema]
    if not isinstance(schema, dict):
        return schema
    found = {key: plain(value, takes_null=takes_null) for key, value in schema.items()}
    if found.get("format") == "decimal":
        found = {**found, "type": "number"}
        del found["format"]
    values = [one for one in found.get("anyOf", ()) if one != {"type": "null"}]
    if len(values) != 1:
        return found
    if found.get("default", 0) is None:
        del found["default"]
        if not takes_null:
            del found["anyOf"]
            return {**values[0], **found}
    said = {key: values[0].pop(key) for key in ("description", "examples") if key in values[0]}
    return {**said, **found}
