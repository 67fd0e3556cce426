"""Lines of the log and of requests, as programs read them."""

import io
import json
import logging
import sys
from pathlib import Path

import pytest
from msgspec import structs

from clara.adapters.observing.access_log import AccessLog, Answered
from clara.adapters.observing.context import REQUEST_ID
from clara.adapters.observing.logs import JsonLines
from tests.support.world import settings_for

ANSWERED = Answered(
    at=1795216488.25,
    method="GET",
    route="/api/v1/companies/{company_id}/cards",
    door="rest",
    status=200,
    seconds=0.01234,
    size=1717,
    request_id="req_1",
    trace_id=None,
)


def line(**more: object) -> dict[str, object]:
    """What is written of a record that says hello."""
    fields = {"name": "clara.http", "level": logging.ERROR, "pathname": "", "lineno": 1}
    record = logging.LogRecord(**fields, msg="hello %s", args=("you",), exc_info=None)  # type: ignore[arg-type]
    vars(record).update(created=1795216488.25, **more)
    found: dict[str, object] = json.loads(JsonLines().format(record))
    return found


def test_a_line_is_an_object_with_the_time_in_utc() -> None:
    assert line() == {
        "time": "2026-11-20T23:14:48.250Z",
        "level": "ERROR",
        "logger": "clara.http",
        "message": "hello you",
    }


def test_a_line_names_the_request_it_was_written_for() -> None:
    token = REQUEST_ID.set("req_1")
    try:
        assert line()["request_id"] == "req_1"
    finally:
        REQUEST_ID.reset(token)


def test_an_exception_stands_in_its_line() -> None:
    try:
        raise ValueError("no")
    except ValueError:
        exception = line(exc_info=sys.exc_info())["exception"]
    assert "Traceback" in str(exception)
    assert str(exception).endswith("ValueError: no")


def test_what_libraries_attach_to_a_record_is_not_written() -> None:
    assert "color_message" not in line(color_message="hello %s")


def test_a_request_is_one_line_with_the_template_of_its_route() -> None:
    stream = io.StringIO()
    log = AccessLog(stream, as_json=True)
    log.put(ANSWERED)
    log.close()
    assert json.loads(stream.getvalue()) == {
        "time": "2026-11-20T23:14:48.250Z",
        "level": "INFO",
        "logger": "clara.access",
        "message": "GET /api/v1/companies/{company_id}/cards 200",
        "method": "GET",
        "route": "/api/v1/companies/{company_id}/cards",
        "door": "rest",
        "status": 200,
        "duration_ms": 12.34,
        "bytes": 1717,
        "request_id": "req_1",
    }


def test_a_request_is_one_line_of_text_for_people() -> None:
    stream = io.StringIO()
    log = AccessLog(stream, as_json=False)
    log.put(ANSWERED)
    log.close()
    assert stream.getvalue() == (
        "2026-11-20T23:14:48.250Z INFO clara.access GET /api/v1/companies/{company_id}/cards 200"
        " 12.34 ms 1717 bytes rest req_1\n"
    )


def test_a_log_that_nobody_reads_any_more_stops_nothing(tmp_path: Path) -> None:
    stream = (tmp_path / "log").open("w")
    stream.close()
    log = AccessLog(stream, as_json=False)
    log.put(ANSWERED)
    log.close()


@pytest.mark.parametrize(
    ("env", "given", "is_json"),
    [
        ("development", None, False),
        ("production", None, True),
        ("production", "text", False),
        ("development", "json", True),
    ],
)
def test_programs_read_the_log_in_production(env: str, given: str | None, is_json: bool) -> None:
    settings = structs.replace(settings_for("sqlite:////nowhere"), env=env, log_format=given)  # type: ignore[arg-type]
    assert settings.logs_json is is_json
