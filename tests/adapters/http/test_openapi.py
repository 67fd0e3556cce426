"""The OpenAPI document: valid, complete, described, bounded, exemplified."""

import json
import re
from collections.abc import Iterator
from contextlib import nullcontext
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from clara.adapters.http.app import build_http_app
from clara.bootstrap import build_core
from tests.support.world import settings_for

pytestmark = pytest.mark.anyio

METHODS = {"get", "put", "post", "delete", "patch"}
KEYWORDS = {
    *("type", "properties", "required", "additionalProperties", "items", "anyOf", "enum", "$ref"),
    *("description", "title", "examples", "default", "format", "pattern", "contentEncoding"),
    *("minLength", "maxLength", "minimum", "maximum", "minItems", "maxItems", "maxProperties"),
    "minProperties",
    *("discriminator", "exclusiveMinimum", "exclusiveMaximum"),
}

Schema = dict[str, Any]


def operations(document: Schema) -> Iterator[tuple[str, str, Schema]]:
    for path, item in document["paths"].items():
        for method in METHODS & set(item):
            yield path, method, item[method]


def parameters(document: Schema) -> Iterator[tuple[str, Schema]]:
    for path, method, operation in operations(document):
        for one in operation.get("parameters", ()):
            yield f"{method} {path} {one['name']}", one


def bodies(document: Schema) -> Iterator[tuple[str, Schema]]:
    for path, method, operation in operations(document):
        for media, content in operation.get("requestBody", {}).get("content", {}).items():
            yield f"{method} {path} {media}", content["schema"]


def schemas(document: Schema) -> Iterator[tuple[str, Schema]]:
    """Every schema there is, with where it stands."""
    for name, schema in document["components"]["schemas"].items():
        yield from _within(name, schema)
    for name, one in parameters(document):
        yield from _within(name, one["schema"])
    for name, schema in bodies(document):
        yield from _within(name, schema)
    for path, method, operation in operations(document):
        for status, answer in operation["responses"].items():
            for media, content in answer.get("content", {}).items():
                yield from _within(f"{method} {path} {status} {media}", content["schema"])


def _within(name: str, schema: Schema) -> Iterator[tuple[str, Schema]]:
    yield name, schema
    for field, inner in schema.get("properties", {}).items():
        yield from _within(f"{name}.{field}", inner)
    for key in ("items", "additionalProperties"):
        if isinstance(schema.get(key), dict):
            yield from _within(f"{name}.{key}", schema[key])
    for place, inner in enumerate(schema.get("anyOf", ())):
        yield from _within(f"{name}|{place}", inner)


def _target(document: Schema, schema: Schema) -> Schema:
    while "$ref" in schema:
        prefix, _, name = schema["$ref"].rpartition("/")
        assert prefix == "#/components/schemas"
        schema = document["components"]["schemas"][name]
    return schema


async def test_it_is_openapi_3_1_of_this_version(document: Schema) -> None:
    assert document["openapi"].startswith("3.1.")
    assert set(document) <= {"openapi", "info", "paths", "components", "tags", "security"}
    assert document["info"]["title"] == "Clara"
    assert document["info"]["version"]
    assert document["info"]["description"]


async def test_paths_are_whole_and_name_no_server(document: Schema) -> None:
    assert "servers" not in json.dumps(document)
    assert all(path.startswith("/api/v1/") for path in document["paths"])


async def test_every_route_of_the_api_is_documented(document: Schema) -> None:
    settings = settings_for("sqlite:////nowhere/clara.db")
    app = build_http_app(build_core(settings).runner, settings, lambda _: nullcontext())
    served = {
        re.sub(r"\{(\w+):\w+\}", r"{\1}", route.path)
        for route in app.routes
        if route.path.startswith("/api/")
    }
    assert set(document["paths"]) == served


async def test_every_operation_says_what_it_is(document: Schema) -> None:
    names = [operation["operationId"] for _, _, operation in operations(document)]
    assert len(names) == len(set(names))
    for path, method, operation in operations(document):
        assert operation["tags"], path
        assert operation["summary"], path
        assert len(operation["description"]) > 20, path
        in_path = {one for one in path.split("/") if one.startswith("{")}
        declared = {
            "{" + one["name"] + "}"
            for one in operation.get("parameters", ())
            if one["in"] == "path"
        }
        assert in_path == declared, (method, path)


async def test_every_operation_has_its_errors(document: Schema) -> None:
    for path, method, operation in operations(document):
        statuses = set(operation["responses"])
        wanted = {"400", "429", "500"}
        if operation["security"]:
            wanted |= {"401", "503"}
        if "{company_id}" in path:
            wanted |= {"403", "404"}
        if method != "get":
            wanted |= {"409", "422", "413", "415"}
        assert wanted <= statuses, path
        assert statuses & {"200", "201", "204", "302"}
        for status, answer in operation["responses"].items():
            assert answer["description"]
            if status >= "400":
                schema = answer["content"]["application/json"]["schema"]
                assert schema == {"$ref": "#/components/schemas/Error"}


OPEN = {
    "/api/v1/health",
    "/api/v1/health/live",
    "/api/v1/health/ready",
    "/api/v1/version",
    # A browser that is about to sign in, or has just come back from Google.
    "/api/v1/auth/google/browser",
    "/api/v1/auth/google/callback",
}


async def test_security_is_named_where_it_is_needed(document: Schema) -> None:
    schemes = document["components"]["securitySchemes"]
    for path, _, operation in operations(document):
        assert (path not in OPEN) == bool(operation["security"])
        for requirement in operation["security"]:
            assert set(requirement) <= set(schemes)


async def test_every_schema_is_a_schema(document: Schema) -> None:
    for name, schema in schemas(document):
        Draft202012Validator.check_schema(schema)
        assert set(schema) <= KEYWORDS, (name, set(schema) - KEYWORDS)
        assert "type" in schema or "$ref" in schema or "anyOf" in schema or "enum" in schema, name


async def test_every_reference_leads_somewhere_and_nothing_is_left_over(document: Schema) -> None:
    used = {schema["$ref"] for _, schema in schemas(document) if "$ref" in schema}
    there = {f"#/components/schemas/{name}" for name in document["components"]["schemas"]}
    assert used == there


async def test_every_field_and_parameter_is_described(document: Schema) -> None:
    for name, one in parameters(document):
        assert len(one.get("description", "")) > 3, name
    for name, schema in schemas(document):
        for field, inner in schema.get("properties", {}).items():
            if field in ("data", "message", "status") and "post " + name not in name:
                continue  # the envelope, the same everywhere
            candidates = [inner, *inner.get("anyOf", ()), inner.get("items", {})]
            said = [
                one.get("description") or _target(document, one).get("description")
                for one in candidates
            ]
            assert any(said), f"{name}.{field}"


def _is_bounded(schema: Schema) -> bool:
    if "enum" in schema:
        return True
    if "anyOf" in schema:  # a field that may be null
        return all(_is_bounded(one) for one in schema["anyOf"] if one != {"type": "null"})
    kind = schema.get("type")
    if kind == "null":
        return True
    if kind == "string":
        return "maxLength" in schema or schema.get("format") in ("date", "date-time", "binary")
    if kind == "integer":
        return {"minimum", "maximum"} <= set(schema)
    if kind == "array":
        return "maxItems" in schema
    if kind == "object" and "additionalProperties" in schema:
        return schema["additionalProperties"] is False or "maxProperties" in schema
    return kind in ("boolean", "number", "object")


async def test_every_input_is_bounded(document: Schema) -> None:
    for name, one in parameters(document):
        assert _is_bounded(_target(document, one["schema"])), name
    for name, body in bodies(document):
        for place, schema in _within(name, body):
            assert _is_bounded(_target(document, schema)), place


async def test_every_input_has_an_example(document: Schema) -> None:
    for name, one in parameters(document):
        schema = _target(document, one["schema"])
        # A cursor made up would be refused.
        known = schema.get("enum") or schema.get("type") == "boolean" or one["name"] == "cursor"
        assert known or one.get("example") is not None, name
        if "example" in one:
            Draft202012Validator(schema).validate(one["example"])
    for name, body in bodies(document):
        for field, inner in body["properties"].items():
            schema = _target(document, inner)
            known = (
                schema.get("enum")
                or schema.get("type") == "boolean"
                or schema.get("format") == "binary"
            )
            assert known or inner.get("examples"), f"{name}.{field}"
            for example in inner.get("examples", ()):
                whole = {**schema, "components": document["components"]}
                Draft202012Validator(whole).validate(example)


async def test_what_is_sent_is_closed(document: Schema) -> None:
    for name, body in bodies(document):
        # Files come under any name there, as the contract before this one's had it.
        if not name.startswith("post /api/v1/users/{user_id}/agent/analysis"):
            assert body["additionalProperties"] is False, name


async def test_examples_are_what_their_schemas_say(document: Schema) -> None:
    for name, schema in schemas(document):
        whole = {**schema, "components": document["components"]}
        for example in schema.get("examples", ()):
            assert Draft202012Validator(whole).is_valid(example), (name, example)


async def test_only_writes_take_an_idempotency_key(document: Schema) -> None:
    for path, method, operation in operations(document):
        names = {one["name"] for one in operation.get("parameters", ())}
        # Who signs in is not known yet: there is nobody whose key it would be.
        is_signing_in = operation["security"] == [{"basic": []}]
        assert ("Idempotency-Key" in names) == (method != "get" and not is_signing_in), path


async def test_defaults_are_what_their_schemas_say(document: Schema) -> None:
    for name, schema in schemas(document):
        if "default" in schema:
            whole = {**schema, "components": document["components"]}
            assert Draft202012Validator(whole).is_valid(schema["default"]), name
