"""The API's own pages: the OpenAPI document and Swagger UI, served from an installed package."""

from importlib.util import find_spec
from pathlib import Path
from typing import Any

import msgspec
from litestar import Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from clara.adapters.http.openapi import openapi_document
from clara.adapters.http.request import HttpRequest

_TYPES = {".css": "text/css", ".js": "text/javascript", ".png": "image/png"}
_ASSETS = ("swagger-ui.css", "swagger-ui-bundle.js", "favicon-32x32.png")
_START = "start.js"
_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Clara API</title>
<link rel="stylesheet" href="/docs/assets/swagger-ui.css">
<link rel="icon" href="/docs/assets/favicon-32x32.png">
</head>
<body>
<noscript>The same document, for programs: <a href="/openapi.json">/openapi.json</a></noscript>
<div id="docs"></div>
<script src="/docs/assets/swagger-ui-bundle.js"></script>
<script src="/docs/assets/start.js"></script>
</body>
</html>
"""
_SCRIPT = """SwaggerUIBundle({
  url: "/openapi.json", dom_id: "#docs", deepLinking: true, validatorUrl: null,
});
"""
# Swagger UI sets styles from its script; nothing else is let in, and nothing leaves the host.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; connect-src 'self';"
    " img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


@get("/openapi.json", include_in_schema=False)
async def openapi_json(request: HttpRequest) -> Response[bytes]:
    state = request.app.state
    if "openapi" not in state:
        document: dict[str, Any] = openapi_document(request.app)
        state["openapi"] = msgspec.json.format(msgspec.json.encode(document), indent=2)
    return Response(state["openapi"], media_type="application/json")


@get("/docs", include_in_schema=False)
async def docs_page() -> Response[str]:
    return Response(
        _PAGE,
        media_type="text/html",
        headers={"content-security-policy": _POLICY, "x-content-type-options": "nosniff"},
    )


@get("/docs/assets/{name:str}", include_in_schema=False)
async def docs_asset(name: FromPath[str]) -> Response[bytes]:
    if name == _START:
        content = _SCRIPT.encode()
    elif name in _ASSETS:
        content = (_folder() / name).read_bytes()
    else:
        raise NotFoundException
    return Response(
        content,
        media_type=_TYPES[Path(name).suffix],
        headers={"cache-control": "public, max-age=86400", "x-content-type-options": "nosniff"},
    )


def _folder() -> Path:
    """Where swagger-ui-py keeps its files; the package itself is never imported."""
    spec = find_spec("swagger_ui")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent / "static"


ROUTES = [openapi_json, docs_page, docs_asset]
