"""Whatever is sent to whichever operation: never a 500, always an envelope with a stable code."""

import json
import re
from collections.abc import Mapping
from contextlib import nullcontext
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import fields

from clara.adapters.http.app import build_http_app
from clara.adapters.http.operation import Operation
from clara.domain.credentials.token import CredentialKind
from tests.parity.support.asking import routes
from tests.parity.support.doors import Doors, basic
from tests.support.house import Person
from tests.support.world import settings_for

pytestmark = pytest.mark.anyio

EXAMPLES = 25
CODE = re.compile(r"[a-z][a-z_]{2,60}")
PARAMETER = re.compile(r"\{(\w+)(?::\w+)?\}")
BOUNDED = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)

words = st.sampled_from(
    [
        *("", "0", "-1", "1", "50", "200", "201", "1e999", "NaN", "-Infinity", "true", "null"),
        *(
            "2026-11-01",
            "2026-02-30",
            "9999-12-31",
            "0001-01-01",
            "10000-01-01",
            "2026-11-01T00:00",
        ),
        *("last_30_days", "2026-Q3", "2026-W99", "2026-13", "today", "2026-01-01/2026-01-01"),
        *("last_999999999999_days", "last_0_days", "-1/2", "9999", "9999-12", "0000", "0000-Q1"),
        *("TRAVEL", "FOOD,,TRAVEL", ",", "MXN", "mxn", "XXX", "4417", "Luis Pérez", "%", "_", "\\"),
        *("'", '"', "--", "\x00", "\r\n", "\u202e", "🙂" * 50, "ﷺ", "İ", "ß", "e\u0301", "9" * 400),
        *("category", "day", "month", "merchant", "largest", "smallest", "POSTED", "PURCHASE"),
        *("csv", "jsonl", "1" * 20, str(2**63), str(2**63 - 1), str(-(2**63)), "0.001", "1" * 19),
    ]
)
texts = words | st.text(max_size=40) | st.text(alphabet="0123456789-/.:eE", max_size=25)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)


def _operations() -> dict[str, tuple[str, str, Operation]]:
    """Method, path and operation by name."""
    nobody: Any = None  # who is not asked anything as long as no request comes
    settings = settings_for("sqlite:////nowhere/clara.db")
    app = build_http_app(nobody, settings, lambda _: nullcontext())
    return {use_case.name: found for use_case, found in routes(app).items()}


OPERATIONS = _operations()
GETS = sorted(name for name, (method, _, _) in OPERATIONS.items() if method == "GET")
BODIES = sorted(name for name, (_, _, operation) in OPERATIONS.items() if operation.body)


def _fields_of(name: str) -> list[str]:
    return [one.encode_name for one in fields(OPERATIONS[name][2].use_case.command)]


NAMES = sorted({field for name in GETS for field in _fields_of(name)} | {"format"})
queries = st.lists(st.tuples(st.sampled_from(NAMES) | texts, texts), max_size=4)
in_paths = st.sampled_from(["4417", "ctx_" + "0" * 32, "import_" + "0" * 32]) | texts


def _path(path: str, doors: Doors, last: str) -> str:
    owner = doors.world.a.administrator.user
    given = {
        "company_id": doors.world.a.company.id,
        "user_id": owner.id,
        "user_email": owner.email,
        "otp_type": "ACTIVATION",
    }
    return PARAMETER.sub(lambda match: quote(given.get(match[1], last), safe=""), path)


def _caller(doors: Doors, name: str) -> Person:
    """Somebody whom the operation takes."""
    is_for_people = CredentialKind.USER_TOKEN in OPERATIONS[name][2].use_case.accepts
    return doors.people["signed-in administrator" if is_for_people else "application"]


def _is_sound(response: httpx.Response) -> None:
    assert response.status_code < 500, response.text
    if response.headers.get("content-type") != "application/json":
        assert response.status_code == 200
        return
    body = response.json()
    assert {"data", "message", "status"} <= set(body)
    if response.status_code >= 400:
        assert body["status"] == "error"
        assert CODE.fullmatch(body["code"])
        assert body["message"]
        assert body["request_id"]
    assert len(response.content) < 200_000


@pytest.mark.parametrize("name", GETS)
@BOUNDED
@given(query=queries, last=in_paths)
async def test_reading_survives_any_query(
    lasting_doors: Doors, name: str, query: list[tuple[str, str]], last: str
) -> None:
    method, path, _ = OPERATIONS[name]
    url = _path(path, lasting_doors, last)
    if query:
        url += "?" + "&".join(f"{quote(key, safe='')}={quote(one, safe='')}" for key, one in query)
    _is_sound(await lasting_doors.ask(method, url, as_=_caller(lasting_doors, name)))


@pytest.mark.parametrize(
    "name", ["card.list", "card.transactions", "card.summary", "activity.view"]
)
@BOUNDED
@given(filters=st.dictionaries(st.sampled_from(NAMES), texts, min_size=1, max_size=2))
async def test_each_filter_survives_any_value(
    lasting_doors: Doors, name: str, filters: Mapping[str, str]
) -> None:
    method, path, _ = OPERATIONS[name]
    asked = {key: one for key, one in filters.items() if key in _fields_of(name)} | (
        {"group_by": filters.get("group_by", "month")} if name == "card.summary" else {}
    )
    _is_sound(await lasting_doors.ask(method, _path(path, lasting_doors, ""), params=asked))


@pytest.mark.parametrize("name", BODIES)
@BOUNDED
@given(
    body=st.dictionaries(st.integers(0, 9) | texts, values, max_size=3) | values,
    last=in_paths,
    key=st.none()
    | st.text(alphabet=st.characters(max_codepoint=126, min_codepoint=32), max_size=9),
)
async def test_writing_survives_any_body(
    lasting_doors: Doors, name: str, body: Any, last: str, key: str | None
) -> None:
    """Numbers among the names stand for the operation's own fields."""
    if isinstance(body, dict):
        own = _fields_of(name)
        body = {own[key % len(own)] if isinstance(key, int) else key: body[key] for key in body}
    method, path, _ = OPERATIONS[name]
    headers = {"content-type": "application/json"}
    if key is not None:
        headers["idempotency-key"] = key
    if OPERATIONS[name][2].basic:
        headers["authorization"] = basic("nobody@example.com", "violin")
    response = await lasting_doors.ask(
        method,
        _path(path, lasting_doors, last),
        content=json.dumps(body).encode(),
        headers=headers,
        as_=_caller(lasting_doors, name),
    )
    _is_sound(response)


@BOUNDED
@given(raw=st.binary(max_size=200))
async def test_writing_survives_any_bytes(lasting_doors: Doors, raw: bytes) -> None:
    url = lasting_doors.path("/cards/0000/lock")
    headers = {"content-type": "application/json"}
    _is_sound(await lasting_doors.post(url, content=raw, headers=headers))


cells = texts.map(lambda text: text.replace("\n", " "))


@BOUNDED
@given(
    header=st.sampled_from([b"Fecha,Comercio,Cargo,Tarjeta", b"date;amount;merchant", b""]),
    rows=st.lists(st.lists(cells, min_size=1, max_size=5), max_size=4),
    tail=st.binary(max_size=40),
    mapping=st.none() | texts | st.dictionaries(texts, texts, max_size=2).map(json.dumps),
)
async def test_importing_survives_any_file(
    lasting_doors: Doors, header: bytes, rows: list[list[str]], tail: bytes, mapping: str | None
) -> None:
    lines = [",".join(row).encode() for row in rows]
    content = b"\n".join([header, *lines, tail])
    data = {"dry_run": "true"} | ({} if mapping is None else {"mapping": mapping})
    url = lasting_doors.path("/card_transactions/imports")
    _is_sound(await lasting_doors.post(url, files={"file": ("a.csv", content)}, data=data))


@BOUNDED
@given(raw=st.binary(max_size=300), boundary=st.sampled_from(["x", "", '"', "x" * 200]))
async def test_importing_survives_any_form(lasting_doors: Doors, raw: bytes, boundary: str) -> None:
    headers = {"content-type": f"multipart/form-data; boundary={boundary}"}
    url = lasting_doors.path("/card_transactions/imports")
    _is_sound(await lasting_doors.post(url, content=b"--x\r\n" + raw, headers=headers))


@pytest.fixture(autouse=True)
async def _as_founded(doors: Doors) -> None:
    """What writing left behind is taken away again."""
