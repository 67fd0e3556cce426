"""A door over stub stores: real Runner, real bridge, real FastMCP; only lookups are made up."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import httpx
import pytest
from msgspec import structs

from clara.adapters.mcp.app import McpApp, build_mcp_app
from clara.application.runner import Runner
from clara.domain.audit.entry import AuditEntry
from clara.domain.card_transactions.card_transaction import (
    CardOnTransaction,
    CardTransaction,
    CardTransactionStatus,
    CardTransactionType,
)
from clara.domain.card_transactions.category import Category
from clara.domain.card_transactions.totals import CardTransactionList, Coverage, Sums, Totals
from clara.domain.cards.card import (
    Card,
    CardLock,
    CardStatus,
    CardType,
    Issuer,
    LockLevel,
    Periodicity,
)
from clara.domain.companies.company import Cardholder, Role
from clara.domain.credentials.actor import Actor, Door, Seat, Stamp
from clara.domain.credentials.scope import ALL_SCOPES, Scope
from clara.domain.credentials.token import CredentialKind, digest, make_token
from clara.domain.period import resolve
from clara.domain.webhooks.event import Happened
from tests.parity.support.fixtures import (
    doors,
    lasting,
    lasting_doors,
    lasting_stores,
    lasting_url,
)

__all__ = ["doors", "lasting", "lasting_doors", "lasting_stores", "lasting_url"]

NOW = datetime(2026, 11, 20, 18, 3, tzinfo=UTC)
MODERN = "2026-07-28"
META = "io.modelcontextprotocol/"


class _Clock:
    def now(self) -> datetime:
        return NOW

    def elapsed(self) -> float:
        return 0.0

    async def sleep(self, seconds: float) -> None:
        raise AssertionError("nothing here waits")


class _Ids:
    def __init__(self) -> None:
        self.given = 0

    def new(self, kind: str) -> str:
        self.given += 1
        return f"{kind}_{self.given:032x}"


@dataclass
class World:
    """What the stub stores hold. `results` are given, or raised, instead of running a use case."""

    actors: dict[bytes, Actor] = field(default_factory=dict)
    results: dict[type, Any] = field(default_factory=dict)
    commands: list[Any] = field(default_factory=list)
    entries: list[AuditEntry] = field(default_factory=list)
    used: list[str] = field(default_factory=list)
    claims: dict[str, bytes] = field(default_factory=dict)
    lookups: int = 0

    def issue(
        self,
        kind: CredentialKind = CredentialKind.MCP_TOKEN,
        *roles: Role,
        scopes: frozenset[Scope] = ALL_SCOPES,
        is_active: bool = True,
    ) -> str:
        """A token whose holder has one seat per role (an administrator's without any)."""
        number = len(self.actors) + 1
        token = make_token(kind, number)
        seats = tuple(seat(place, role) for place, role in enumerate(roles or (), 1))
        self.actors[digest(token)] = Actor(
            kind=kind,
            credential_id=f"credential_{number}",
            user_id=f"user_{number:032x}",
            name="Ana Torres",
            door=Door.MCP,
            scopes=scopes,
            is_active=is_active,
            seats=seats,
        )
        return token

    @asynccontextmanager
    async def open(self) -> AsyncIterator["_Unit"]:
        yield _Unit(self)

    def put(self, entry: AuditEntry) -> None:
        self.entries.append(entry)

    async def prompt(self, done: Any) -> Any:
        """Nothing here is carried out while its caller waits."""
        return done

    def mark(self, actor: Actor, at: datetime, client: str | None) -> None:
        self.used.append(actor.credential_id)


def seat(number: int, role: Role) -> Seat:
    """In a sandbox, where there are all tools."""
    return Seat(
        company_id=f"company_{number:032x}",
        company_number=number,
        role=role,
        company_name=f"Company {number}",
        currency="MXN",
        time_zone="America/Mexico_City",
        billing_day=1,
        bookkeepers_can_lock=True,
        confirms_unlocks=False,
        is_sandbox=True,
    )


class _Unit:
    """Everything a unit offers, in one object; nothing is ever committed."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.callers = self.audit = self.keys = self.allowances = self

    async def find(self, token: str, door: Door) -> Actor | None:
        self._world.lookups += 1
        return self._world.actors.get(digest(token))

    def get(self, use_case: type) -> Any:
        if use_case not in self._world.results:
            return use_case()

        async def run(actor: Actor, command: Any) -> Any:
            self._world.commands.append(command)
            result = self._world.results[use_case]
            if isinstance(result, Exception):
                raise result
            return result

        return run

    async def add(self, entry: AuditEntry) -> None:
        self._world.entries.append(entry)

    async def tell(self, company_id: str, *happened: Happened) -> None:
        pass

    async def claim(
        self, actor: Actor, operation: str, key: str, request: bytes, counts: timedelta
    ) -> Any:
        return self._world.claims.get(key, _Claim(self._world, key))

    async def read_report(self) -> None:
        pass

    def write(self) -> None:
        pass

    async def commit(self) -> None:
        pass


@dataclass
class _Claim:
    world: World
    key: str

    async def complete(self, result: bytes) -> None:
        self.world.claims[self.key] = result

    async def drop(self) -> None:
        pass


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def app(world: World) -> McpApp:
    runner = Runner(
        units=world,
        queue=world,
        usage=world,
        clock=_Clock(),
        ids=_Ids(),
        prompt=world.prompt,
        fingerprint_key=bytes(32),
    )  # type: ignore[arg-type]
    return build_mcp_app(runner, allowed_hosts=["clara.example.com"])


@dataclass
class Caller:
    """Sends JSON-RPC in either era through the whole door."""

    http: httpx.AsyncClient
    token: str
    modern: bool = False

    async def post(
        self, method: str, params: dict[str, Any] | None = None, **more: Any
    ) -> httpx.Response:
        params = dict(params or {})
        headers = {
            "authorization": f"Bearer {self.token}",
            "accept": "application/json, text/event-stream",
            "user-agent": "stub-client 7",
            "mcp-protocol-version": "2025-11-25",
        }
        if self.modern:
            params["_meta"] = {
                f"{META}protocolVersion": MODERN,
                f"{META}clientCapabilities": {},
                f"{META}clientInfo": {"name": "assistant", "version": "3"},
            }
            headers |= {"mcp-protocol-version": MODERN, "mcp-method": method}
            if "name" in params:
                headers["mcp-name"] = params["name"]
        headers |= more.pop("headers", {})
        body = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
        return await self.http.post(more.pop("url", "/mcp"), json=body, headers=headers)

    async def call(self, name: str, /, **arguments: Any) -> dict[str, Any]:
        response = await self.post("tools/call", {"name": name, "arguments": arguments})
        assert response.status_code == 200, response.text
        result: dict[str, Any] = response.json()["result"]
        return result

    async def tools(self, url: str = "/mcp") -> list[dict[str, Any]]:
        response = await self.post("tools/list", url=url)
        assert response.status_code == 200, response.text
        tools: list[dict[str, Any]] = response.json()["result"]["tools"]
        return tools


@pytest.fixture
def calling(app: McpApp) -> Callable[..., Any]:
    """`async with calling(token, modern=…) as caller:` over the running door."""

    @asynccontextmanager
    async def opened(token: str, *, modern: bool = False) -> AsyncIterator[Caller]:
        transport = httpx.ASGITransport(app)
        async with (
            app.lifespan(),
            httpx.AsyncClient(transport=transport, base_url="http://localhost:8000") as http,
        ):
            yield Caller(http, token, modern)

    return opened


@pytest.fixture
def transaction() -> Callable[..., CardTransaction]:
    """Makes a card transaction; give only what matters."""

    def make(number: int = 1, **fields: Any) -> CardTransaction:
        defaults: dict[str, Any] = {
            "id": f"ctx_{number:032x}",
            "occurred_at": NOW,
            "day": date(2026, 11, 20),
            "amount_minor": 123_456,
            "currency": "MXN",
            "type": CardTransactionType.PURCHASE,
            "status": CardTransactionStatus.POSTED,
            "merchant": "Uber",
            "merchant_raw": "UBER *TRIP",
            "category": Category.TRANSPORTATION,
            "mcc": 4121,
            "card": CardOnTransaction(id=f"card_{7:032x}", last_four="4471", alias=None),
            "cardholder": "Luis Pérez",
        }
        return CardTransaction(**{**defaults, **fields})

    return make


@pytest.fixture
def page() -> Callable[..., CardTransactionList]:
    """A page of the given rows, out of 99, with one currency's totals."""

    def make(*rows: CardTransaction, cursor: str | None = None) -> CardTransactionList:
        sums = Sums(
            currency="MXN", count=98, purchases_minor=500_000, refunds_minor=-100, fees_minor=0
        )
        period = resolve("this_month", date(2026, 11, 20), "America/Mexico_City", 1)
        return CardTransactionList(
            items=rows,
            next_cursor=cursor,
            totals=Totals(count=99, by_currency=(sums,)),
            coverage=Coverage(period=period, matched=99, counted=98, excluded=(), data_as_of=NOW),
            shows_totals=True,
        )

    return make


@pytest.fixture
def card() -> Card:
    """A card without holder and limit, which leaves most optional fields empty."""
    return Card(
        id=f"card_{7:032x}",
        number=7,
        company_id=f"company_{1:032x}",
        cardholder=None,
        alias=None,
        last_four="4471",
        type=CardType.VIRTUAL,
        unlocked_status=CardStatus.ACTIVE,
        currency="MXN",
        limit_minor=None,
        periodicity=None,
        issuer=Issuer.BUILT_IN,
        created_at=NOW,
    )


@pytest.fixture
def locked_card(card: Card) -> Card:
    """The same with everything a card can have."""
    stamp = Stamp(
        by_user_id=None,
        by_name="Ana Torres",
        by_role=Role.ADMINISTRATOR,
        at=NOW,
        reason="Lost",
        door=Door.MCP,
    )
    holder = Cardholder(id=f"cardholder_{3:032x}", name="Luis Pérez")
    full = structs.replace(
        card,
        cardholder=holder,
        alias="Software",
        limit_minor=500_000,
        periodicity=Periodicity.MONTHLY,
    )
    return full.lock(CardLock.at_level(LockLevel.COMPANY, stamp))
