"""Litestar's request, with nothing of its own said of user, authentication and state: the Runner
knows who calls."""

from typing import Any

from litestar import Request

HttpRequest = Request[Any, Any, Any]
