"""Loading the demo company: once, with credentials that work and are kept nowhere."""

from datetime import UTC, datetime

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select

from clara.adapters.persistence import tables
from clara.application.activity.verify_activity import VerifyActivity
from clara.application.call import Call
from clara.application.cards.list_cards import ListCards
from clara.application.founding.list_companies import ListCompanies
from clara.application.founding.load_demo import LoadDemo, LoadedDemo
from clara.application.system.check_invariants import CheckInvariants
from clara.bootstrap import Core
from clara.domain.companies.company import Role
from clara.domain.credentials.actor import Door
from clara.domain.credentials.token import CredentialKind
from clara.domain.errors import Unauthenticated
from tests.application.founding.conftest import Operate
from tests.support.clock import FakeClock
from tests.support.world import ACCEPTED, World

pytestmark = pytest.mark.anyio

ROWS = 4_000


@pytest.fixture
def store_of(url: str, core: Core, clock: FakeClock) -> World:
    """What `World` can ask of a store, without its companies."""
    return World(url=url, core=core, clock=clock, a=None, b=None)  # type: ignore[arg-type]


async def cards_for(core: Core, door: Door, token: str, company_id: str) -> int:
    call = Call(door=door, request_id="request", token=token, accepts=ACCEPTED[door])
    done = await core.runner.run(ListCards, ListCards.command(company_id=company_id), call)
    count: int = done.result.totals.count
    return count


async def test_everybody_has_what_their_role_may_have(core: Core, operate: Operate) -> None:
    demo: LoadedDemo = await operate(LoadDemo, card_transactions=ROWS)
    people = {person.role: person for person in demo.people}
    assert list(people) == [Role.ADMINISTRATOR, Role.BOOKKEEPER, Role.EMPLOYEE]
    assert people[Role.EMPLOYEE].mcp_token is None
    counts = {
        role: await cards_for(core, Door.REST, person.api_key, demo.company_id)
        for role, person in people.items()
    }
    assert counts[Role.ADMINISTRATOR] == counts[Role.BOOKKEEPER] == demo.cards == 60
    assert 0 < counts[Role.EMPLOYEE] < 60
    for role in (Role.ADMINISTRATOR, Role.BOOKKEEPER):
        token = people[role].mcp_token
        assert token is not None
        assert await cards_for(core, Door.MCP, token, demo.company_id) == 60


async def test_loading_again_keeps_the_data_and_replaces_every_credential(
    core: Core, operate: Operate, store_of: World
) -> None:
    first: LoadedDemo = await operate(LoadDemo, card_transactions=ROWS)
    kept = ("audit_entries", "audit_chains", "credentials", "users")
    before = await store_of.dump(*kept)
    second: LoadedDemo = await operate(LoadDemo, card_transactions=ROWS)
    assert (first.is_new, second.is_new) == (True, False)
    assert second.company_id == first.company_id
    assert await store_of.dump(*kept) == before
    for old, new in zip(first.people, second.people, strict=True):
        assert await cards_for(core, Door.REST, new.api_key, first.company_id) > 0
        with pytest.raises(Unauthenticated):
            await cards_for(core, Door.REST, old.api_key, first.company_id)


async def test_only_digests_and_argon2id_hashes_are_stored(
    operate: Operate, store_of: World
) -> None:
    demo: LoadedDemo = await operate(LoadDemo, card_transactions=ROWS)
    await store_of.core.queue.flush()
    everything = "\n".join(row for rows in (await store_of.dump()).values() for row in rows)
    for person in demo.people:
        for secret in (person.password, person.api_key, person.mcp_token):
            assert secret is None or secret not in everything
            assert secret is None or secret not in repr(demo)
        users = tables.users.c
        query = select(users.password_hash).where(users.id == person.user_id)
        ((stored,),) = await store_of.rows(query)
        assert stored.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
        assert PasswordHasher().verify(stored, person.password)
    assert demo.public_api_key not in everything


async def test_the_public_key_identifies_an_application_and_opens_nothing(
    operate: Operate, store_of: World
) -> None:
    await operate(LoadDemo, card_transactions=ROWS)
    table = tables.credentials.c
    query = select(table.user_id, table.scopes).where(table.kind == CredentialKind.PUBLIC_KEY)
    assert [tuple(row) for row in await store_of.rows(query)] == [(None, "")]


async def test_loading_is_in_the_installations_log(operate: Operate, store_of: World) -> None:
    demo: LoadedDemo = await operate(LoadDemo, card_transactions=ROWS)
    (entry,) = await store_of.audited(action="demo.loaded")
    assert (entry.company_id, entry.subject, entry.door) == (None, demo.company_id, Door.CLI)
    assert entry.details == {"is_new": True, "cards": 60, "card_transactions": ROWS}


@pytest.mark.parametrize("hour", [6, 18])
async def test_no_card_transaction_lies_ahead(
    clock: FakeClock, operate: Operate, store_of: World, hour: int
) -> None:
    clock.advance(hours=hour - clock.now().hour)
    await operate(LoadDemo, card_transactions=ROWS)
    table = tables.card_transactions.c
    ((newest,),) = await store_of.rows(
        select(table.occurred_at).order_by(table.occurred_at.desc()).limit(1)
    )
    age = clock.now() - datetime.fromtimestamp(newest / 1_000_000, UTC)
    assert 0 <= age.total_seconds() < 3 * 86_400


async def test_a_loaded_demo_keeps_every_invariant_and_proves_its_log(
    operate: Operate, core: Core
) -> None:
    await operate(LoadDemo, card_transactions=ROWS)
    await core.sealer.seal()
    checked = await operate(CheckInvariants)
    assert [one for one in checked.invariants if one.violations] == []
    assert len(checked.invariants) == 17
    verified = await operate(VerifyActivity)
    assert [(chain.company_id is None, chain.check.is_intact) for chain in verified.chains] == [
        (True, True),
        (False, True),
    ]


async def test_a_company_is_found_by_its_tax_id(operate: Operate) -> None:
    demo: LoadedDemo = await operate(LoadDemo, card_transactions=ROWS)
    found = await operate(ListCompanies, tax_id="ADE120312D19")
    assert [one.id for one in found.companies] == [demo.company_id]
    assert (await operate(ListCompanies, tax_id="ADE120312D18")).companies == ()
