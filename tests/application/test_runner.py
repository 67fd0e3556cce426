"""The one road: what is checked in which order, what is written down, and what changes at once."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, null, update

from clara.adapters.persistence.database import Session
from clara.adapters.persistence.idempotency import SqlIdempotencyKeys
from clara.adapters.persistence.tables import companies, credentials, memberships, users
from clara.adapters.system.ids import RandomIds, new_token
from clara.application.activity.view_activity import ViewActivity
from clara.application.call import Call
from clara.application.card_transactions.import_card_transactions import ImportCardTransactions
from clara.application.card_transactions.list_card_transactions import ListCardTransactions
from clara.application.card_transactions.summarize_spending import SummarizeSpending
from clara.application.card_transactions.view_card_transaction import ViewCardTransaction
from clara.application.card_transactions.view_import import ViewImport
from clara.application.cards.list_cards import ListCards
from clara.application.cards.lock_card import LockCard, LockCardCommand
from clara.application.cards.unlock_card import UnlockCard
from clara.application.cards.view_card import ViewCard
from clara.application.catalog import CATALOG
from clara.application.system.check_health import CheckHealth
from clara.application.system.check_readiness import CheckReadiness
from clara.application.system.show_version import ShowVersion
from clara.application.use_case import Effect
from clara.domain.audit.entry import Outcome
from clara.domain.companies.company import Membership, Role
from clara.domain.credentials.actor import Door
from clara.domain.credentials.scope import ALL_SCOPES, Scope
from clara.domain.credentials.token import CredentialKind
from clara.domain.errors import ClaraError, Conflict, Forbidden, Invalid, NotFound, Unauthenticated
from clara.version import VERSION
from tests.support.builders import LONG_AGO, api_key
from tests.support.house import House, Person, issue
from tests.support.stores import STORES
from tests.support.world import ACCEPTED, World

pytestmark = pytest.mark.anyio

MCP = {"kind": CredentialKind.MCP_TOKEN}


async def refused(world: World, *what: Any, **how: Any) -> str:
    """The code of the refusal."""
    with pytest.raises(ClaraError) as caught:
        await world.run(*what, **how)
    return caught.value.code


async def with_key(world: World, person: Person, door: Door = Door.REST, **changes: Any) -> Person:
    """`person` with a new credential and no other."""
    other = Person(user=person.user, role=person.role, company=person.company)
    async with world.founding() as port:
        await issue(port, other, api_key(person.user, **changes), door)
    return other


# Precedence: each request has every fault from its own on; the first is what the caller hears.
async def test_authentication_comes_before_everything(world: World) -> None:
    stranger = Person(user=world.a.employee.user, role=Role.EMPLOYEE, company=world.a.company)
    stranger.tokens[Door.REST] = new_token(CredentialKind.API_KEY)
    draft = world.draft(company_id="nowhere", nonsense=1)
    with pytest.raises(Unauthenticated) as caught:
        await world.send(ViewActivity, draft, stranger)
    assert caught.value.code == "unauthenticated"


async def test_scope_comes_before_shape(world: World) -> None:
    person = await with_key(world, world.a.employee, scopes=frozenset({Scope.CARDS_READ}))
    draft = world.draft(company_id="nowhere", nonsense=1)
    with pytest.raises(Forbidden) as caught:
        await world.send(ViewActivity, draft, person)
    assert caught.value.code == "scope_missing"
    assert caught.value.details == {"needs": "activity:read"}


async def test_shape_comes_before_company(world: World) -> None:
    draft = world.draft(company_id="nowhere", nonsense=1)
    with pytest.raises(Invalid) as caught:
        await world.send(ViewActivity, draft, world.a.employee)
    assert caught.value.code == "invalid_parameters"


async def test_company_comes_before_role(world: World) -> None:
    code = await refused(world, ViewActivity, as_=world.a.employee, company_id=world.b.company.id)
    assert code == "company_not_found"


async def test_role_comes_before_what_the_operation_itself_refuses(world: World) -> None:
    assert await refused(world, ViewActivity, as_=world.a.employee, door="window") == (
        "role_not_allowed"
    )


@pytest.mark.parametrize("token", ["", "nonsense", "clara_api_", "wrong checksum", "of a door"])
async def test_what_is_no_token_of_this_door_is_refused(world: World, token: str) -> None:
    person = Person(
        user=world.a.administrator.user, role=Role.ADMINISTRATOR, company=world.a.company
    )
    good = world.a.administrator.tokens[Door.REST]
    last = "A" if good[-1] != "A" else "B"
    made = {"wrong checksum": good[:-1] + last, "of a door": world.a.administrator.tokens[Door.MCP]}
    person.tokens[Door.REST] = made.get(token, token)
    assert await refused(world, ListCards, as_=person) == "unauthenticated"


async def test_a_key_is_no_mcp_token(world: World) -> None:
    person = Person(
        user=world.a.administrator.user, role=Role.ADMINISTRATOR, company=world.a.company
    )
    person.tokens[Door.MCP] = world.a.administrator.tokens[Door.REST]
    assert await refused(world, ListCards, as_=person, via=Door.MCP) == "unauthenticated"


async def test_without_a_token_nobody_comes_in(world: World) -> None:
    nobody = Person(user=world.a.employee.user, role=Role.EMPLOYEE, company=world.a.company)
    assert await refused(world, ListCards, as_=nobody) == "unauthenticated"


SCOPES = {
    ListCards: Scope.CARDS_READ,
    ViewCard: Scope.CARDS_READ,
    LockCard: Scope.CARDS_WRITE,
    UnlockCard: Scope.CARDS_WRITE,
    ListCardTransactions: Scope.TRANSACTIONS_READ,
    ImportCardTransactions: Scope.TRANSACTIONS_WRITE,
    ViewActivity: Scope.ACTIVITY_READ,
}


@pytest.mark.parametrize(
    ("use_case", "scope"), SCOPES.items(), ids=lambda v: str(getattr(v, "name", v))
)
async def test_all_other_scopes_together_do_not_replace_the_one_needed(
    world: World, use_case: Any, scope: Scope
) -> None:
    person = await with_key(world, world.a.administrator, scopes=ALL_SCOPES - {scope})
    with pytest.raises(Forbidden) as caught:
        await world.send(use_case, world.draft(), person)
    assert caught.value.code == "scope_missing"


OPERATORS = [use_case for use_case in CATALOG if use_case.is_for_operators]


@pytest.mark.parametrize("use_case", OPERATORS, ids=lambda u: u.name)
@pytest.mark.parametrize("door", [Door.REST, Door.MCP])
async def test_what_is_for_operators_is_closed_at_every_other_door(
    world: World, use_case: Any, door: Door
) -> None:
    before = await world.dump("audit_entries")
    with pytest.raises(Forbidden) as caught:
        await world.send(use_case, world.draft(), world.a.administrator, door)
    assert caught.value.code == "operators_only"
    assert await world.dump("audit_entries") == before


# What takes effect on the very next request.
async def test_a_revoked_key_is_dead_on_the_next_request(world: World) -> None:
    person = await with_key(world, world.a.administrator)
    await world.run(ListCards, as_=person)
    at = int(world.clock.now().timestamp() * 1_000_000)
    mine = credentials.c.last_four == person.tokens[Door.REST][-4:]
    await world.change(update(credentials).where(mine).values(revoked_at=at))
    assert await refused(world, ListCards, as_=person) == "unauthenticated"


async def test_a_key_dies_at_the_instant_it_expires(world: World) -> None:
    at = world.clock.now() + timedelta(hours=1)
    person = await with_key(world, world.a.administrator, expires_at=at)
    world.clock.advance(minutes=59, seconds=59)
    await world.run(ListCards, as_=person)
    world.clock.advance(seconds=1)
    assert await refused(world, ListCards, as_=person) == "unauthenticated"


async def test_an_inactive_user_is_told_to_activate_the_account(world: World) -> None:
    person = world.a.bookkeeper
    here = users.c.id == person.user.id
    await world.change(update(users).where(here).values(is_active=False))
    assert await refused(world, ListCards, as_=person) == "account_inactive"
    assert await refused(world, ListCards, as_=person, via=Door.MCP) == "account_inactive"
    await world.change(update(users).where(here).values(is_active=True))
    assert (await world.run(ListCards, as_=person)).totals.count == 9


async def set_role(world: World, person: Person, role: Role) -> None:
    mine = memberships.c.user_id == person.user.id
    await world.change(update(memberships).where(mine).values(role=role.value))


async def test_a_new_role_holds_from_the_next_request(world: World) -> None:
    person = world.a.bookkeeper
    assert (await world.run(ListCards, as_=person)).totals.count == 9
    await set_role(world, person, Role.EMPLOYEE)
    assert (await world.run(ListCards, as_=person)).totals.count == 0
    assert await refused(world, ViewActivity, as_=person) == "role_not_allowed"


async def test_the_mcp_token_of_a_demoted_user_is_dead(world: World) -> None:
    person = world.a.bookkeeper
    assert (await world.run(ListCards, as_=person, via=Door.MCP)).totals.count == 9
    for role in (Role.MANAGER, Role.EMPLOYEE):
        await set_role(world, person, role)
        assert await refused(world, ListCards, as_=person, via=Door.MCP) == "unauthenticated"


async def test_who_left_the_company_finds_it_no_more(world: World) -> None:
    person = world.a.bookkeeper
    await world.change(delete(memberships).where(memberships.c.user_id == person.user.id))
    assert await refused(world, ListCards, as_=person) == "company_not_found"
    assert await refused(world, ListCards, as_=person, via=Door.MCP) == "unauthenticated"


COMPANY_DATA = [use_case for use_case in CATALOG if use_case.scope is not None]


@pytest.mark.parametrize("who", ["manager", "employee"])
@pytest.mark.parametrize("use_case", COMPANY_DATA, ids=lambda u: u.name)
async def test_the_mcp_door_is_closed_to_managers_and_employees(
    world: World, use_case: Any, who: str
) -> None:
    person = await with_key(world, getattr(world.a, who), Door.MCP, **MCP)
    with pytest.raises(Unauthenticated):
        await world.send(use_case, world.draft(), person, Door.MCP)


async def test_an_mcp_token_reaches_the_companies_where_its_user_is_staff(world: World) -> None:
    person = await _in_both(world, Role.EMPLOYEE)
    token = await with_key(world, person, Door.MCP, **MCP)
    assert (await world.run(ListCards, as_=token, via=Door.MCP)).totals.count == 9
    code = await refused(world, ListCards, as_=token, via=Door.MCP, company_id=world.b.company.id)
    assert code == "company_not_found"


async def _in_both(world: World, role: Role) -> Person:
    """The administrator of `a`, who is something in `b` as well."""
    person = world.a.administrator
    async with world.founding() as port:
        membership = Membership(
            company_id=world.b.company.id,
            user_id=person.user.id,
            role=role,
            created_at=LONG_AGO,
        )
        await port.add_membership(membership)
    return person


async def test_who_belongs_to_several_companies_must_say_which(world: World) -> None:
    person = await _in_both(world, Role.ADMINISTRATOR)
    with pytest.raises(Invalid) as caught:
        await world.run(ListCards, as_=person, company_id="")
    assert caught.value.code == "company_required"
    assert {one["company_id"] for one in caught.value.details["companies"]} == {
        world.a.company.id,
        world.b.company.id,
    }
    for house in (world.a, world.b):
        listed = await world.run(ListCards, as_=person, company_id=house.company.id)
        assert {card.id for card in listed.items} == {card.id for card in house.cards.values()}


async def test_who_belongs_to_one_company_need_not_say_which(world: World) -> None:
    listed = await world.run(ListCards, company_id="")
    assert listed.totals.count == 9


async def test_a_key_bound_to_one_company_reaches_no_other(world: World) -> None:
    person = await _in_both(world, Role.ADMINISTRATOR)
    bound = await with_key(world, person, company_id=world.a.company.id)
    assert (await world.run(ListCards, as_=bound, company_id="")).totals.count == 9
    code = await refused(world, ListCards, as_=bound, company_id=world.b.company.id)
    assert code == "company_not_found"


async def test_a_user_named_beside_the_token_must_be_its_owner(world: World) -> None:
    def call(user_id: str) -> Call:
        return Call(
            door=Door.REST,
            request_id="r",
            token=world.a.administrator.tokens[Door.REST],
            accepts=ACCEPTED[Door.REST],
            user_id=user_id,
        )

    command = ListCards.command(company_id=world.a.company.id)
    runner = world.core.runner
    own = await runner.run(ListCards, command, call(world.a.administrator.user.id))
    assert own.result.totals.count == 9
    with pytest.raises(Unauthenticated):
        await runner.run(ListCards, command, call(world.a.bookkeeper.user.id))


async def test_the_operator_on_the_command_line_sits_where_they_name_a_company(
    world: World,
) -> None:
    done = await world.run(LockCard, via=Door.CLI, card="4417", reason="Court order")
    [lock] = done.card.locks
    assert (lock.by_name, lock.door, lock.by_user_id) == ("Operator", Door.CLI, None)
    assert await refused(world, LockCard, via=Door.CLI, company_id="company_x", card="4417") == (
        "company_not_found"
    )


async def test_a_value_of_the_wrong_kind_is_named_by_its_field(world: World) -> None:
    draft = world.draft(company_id=world.a.company.id, limit="many")
    with pytest.raises(Invalid) as caught:
        await world.send(ListCards, draft, world.a.administrator)
    [error] = caught.value.details["errors"]
    assert error["field"] == "limit"


async def test_a_ready_made_command_is_checked_like_any_other(world: World) -> None:
    command = LockCardCommand(company_id=world.a.company.id, card="x" * 121)
    with pytest.raises(Invalid) as caught:
        await world.send(LockCard, command, world.a.administrator)
    assert caught.value.code == "invalid_parameters"


# What is written down.
READS: list[tuple[Any, dict[str, Any]]] = [
    (ListCards, {}),
    (ViewCard, {"card": "4417"}),
    (ListCardTransactions, {"period": "last_365_days"}),
    (SummarizeSpending, {"group_by": "merchant"}),
    (ViewActivity, {"verify": True}),
    (CheckHealth, {}),
    (CheckReadiness, {}),
    (ShowVersion, {}),
]


async def ask(
    world: World, use_case: Any, fields: dict[str, Any], person: Person, door: Door
) -> Any:
    values = fields if use_case.is_public else {"company_id": world.a.company.id, **fields}
    return await world.send(use_case, world.draft(**values), person, door)


@pytest.mark.parametrize(("use_case", "fields"), READS, ids=lambda v: getattr(v, "name", ""))
async def test_reading_changes_nothing_but_the_activity_log(
    world: World, use_case: Any, fields: dict[str, Any]
) -> None:
    assert use_case.effect is Effect.READ
    before = await world.dump("audit_entries")
    for door in (Door.REST, Door.MCP):
        await ask(world, use_case, fields, world.a.administrator, door)
    await world.core.queue.flush()
    assert await world.dump("audit_entries") == before


async def test_what_assistants_read_is_written_down_and_what_programs_read_is_not(
    world: World,
) -> None:
    for use_case, fields in READS:
        await ask(world, use_case, fields, world.a.administrator, Door.REST)
    assert await world.audited() == []
    for use_case, fields in READS:
        await ask(world, use_case, fields, world.a.administrator, Door.MCP)
        world.clock.advance(seconds=1)
    assert [entry.action for entry in await world.audited()] == [u.action for u, _ in READS]


@pytest.mark.parametrize("use_case", [LockCard, UnlockCard])
async def test_each_write_leaves_one_entry_that_is_the_last(world: World, use_case: Any) -> None:
    done = await world.call(use_case, card="4417", key="a")
    [entry] = await world.audited()
    assert (entry.action, entry.outcome, entry.subject) == (
        use_case.action,
        Outcome.DONE if done.result.changed else Outcome.UNCHANGED,
        world.a.cards["luis"].id,
    )
    assert (entry.company_id, entry.user_id) == (
        world.a.company.id,
        world.a.administrator.user.id,
    )


async def test_refusals_are_written_down_and_survive_the_rollback(world: World) -> None:
    with pytest.raises(NotFound):
        await world.run(LockCard, card="0000")
    world.clock.advance(seconds=1)
    with pytest.raises(Forbidden):
        await world.run(ViewActivity, as_=world.a.employee)
    world.clock.advance(seconds=1)
    with pytest.raises(NotFound):
        await world.run(LockCard, company_id=world.b.company.id, card="4417")
    world.clock.advance(seconds=1)
    nobody = Person(user=world.a.employee.user, role=Role.EMPLOYEE, company=world.a.company)
    with pytest.raises(Unauthenticated):
        await world.run(LockCard, as_=nobody, card="4417")
    entries = await world.audited()
    assert [(e.action, e.details["code"]) for e in entries] == [
        ("card.locked", "card_not_found"),
        ("activity.viewed", "role_not_allowed"),
        ("card.locked", "company_not_found"),
        ("card.locked", "unauthenticated"),
    ]
    assert {entry.outcome for entry in entries} == {Outcome.REFUSED}
    # A company hears of its own people, not of those who asked for it from outside.
    own = world.a.company.id
    assert [entry.company_id for entry in entries] == [own, own, None, None]


async def test_tokens_are_in_no_table(world: World) -> None:
    token = world.a.administrator.tokens[Door.REST]
    await world.run(LockCard, card="4417", key="a")
    everything = repr(await world.dump())
    assert token not in everything
    assert token[10:] not in everything


# Idempotency, as the Runner uses it.
async def _claimed(world: World, fields: dict[str, Any], key: str) -> Any:
    """A first run that has claimed its key and does not end."""
    command = LockCard.command(company_id=world.a.company.id, **fields)
    keys = SqlIdempotencyKeys(Session(world.core.database), world.clock, RandomIds())
    actor = await world.actor(world.a.administrator)
    return await keys.claim(
        actor, LockCard.name, key, world.core.runner.fingerprint(LockCard, command)
    )


async def test_a_request_whose_first_run_has_not_ended_is_told_to_wait(world: World) -> None:
    await _claimed(world, {"card": "4417"}, "a")
    world.clock.hurries = True
    with pytest.raises(Conflict) as caught:
        await world.run(LockCard, card="4417", key="a")
    assert (caught.value.code, caught.value.retry_after) == ("idempotency_in_progress", 1)


async def test_a_run_that_died_gives_its_key_up_after_a_minute(world: World) -> None:
    claim = await _claimed(world, {"card": "4417"}, "a")
    world.clock.advance(seconds=59)
    world.clock.hurries = True
    assert await refused(world, LockCard, card="4417", key="a") == "idempotency_in_progress"
    world.clock.advance(seconds=2)
    done = await world.call(LockCard, card="4417", key="a")
    assert (done.replayed, done.result.changed) == (False, True)
    await claim.drop()
    assert (await world.call(LockCard, card="4417", key="a")).replayed


async def test_a_request_that_waits_gets_the_answer_of_the_first(world: World) -> None:
    first, second = await asyncio.gather(
        world.call(LockCard, card="4417", key="a"), world.call(LockCard, card="4417", key="a")
    )
    assert {first.replayed, second.replayed} == {True, False}
    assert first.result == second.result


async def test_a_key_is_not_looked_at_before_the_caller_may_act(world: World) -> None:
    person = world.a.administrator
    await world.run(LockCard, card="4417", key="a")
    await set_role(world, person, Role.EMPLOYEE)
    await world.change(
        update(memberships)
        .where(memberships.c.user_id == person.user.id)
        .values(manager_user_id=null())
    )
    reader = await with_key(world, person, scopes=frozenset({Scope.CARDS_READ}))
    assert await refused(world, LockCard, as_=reader, card="4417", key="a") == "scope_missing"


# Public operations.
async def test_health_version_and_readiness_need_no_token(world: World, store: str) -> None:
    nobody = Person(user=world.a.employee.user, role=Role.EMPLOYEE, company=world.a.company)
    health = (await ask(world, CheckHealth, {}, nobody, Door.REST)).result
    version = (await ask(world, ShowVersion, {}, nobody, Door.REST)).result
    ready = (await ask(world, CheckReadiness, {}, nobody, Door.REST)).result
    assert (health.service, health.status) == ("clara", "healthy")
    assert version.version == VERSION
    assert (ready.status, ready.checks) == ("ready", {"database": "ok"})
    assert store in STORES


async def test_every_house_sees_only_its_own(world: World) -> None:
    async def ids(house: House) -> set[str]:
        listed = await world.run(ListCards, as_=house.administrator)
        return {card.id for card in listed.items}

    assert await ids(world.a) & await ids(world.b) == set()


async def test_a_company_is_not_seen_through_any_operation_of_another(world: World) -> None:
    theirs: dict[Any, dict[str, Any]] = {
        ViewCard: {"card": world.b.cards["luis"].id},
        LockCard: {"card": world.b.cards["luis"].id},
        UnlockCard: {"card": world.b.cards["luis"].id},
        ViewCardTransaction: {"transaction_id": f"ctx_{world.b.rows[0].id.hex()}"},
        ViewImport: {"import_id": "import_" + "0" * 32},
    }
    for use_case, fields in theirs.items():
        assert (await refused(world, use_case, **fields)).endswith("_not_found")
        outside = await refused(world, use_case, company_id=world.b.company.id, **fields)
        assert outside == "company_not_found"
    number = companies.c.id == world.b.company.id
    assert await world.change(update(companies).where(number).values(billing_day=2)) == 1


async def test_the_log_tells_same_calls_of_assistants_from_others_and_not_what_they_said(
    world: World,
) -> None:
    for text in ("Luis", "Luis", "Ana"):
        await world.run(ListCards, via=Door.MCP, cardholder=text)
        world.clock.advance(seconds=1)
    await world.run(ListCards, cardholder="Luis")
    first, again, other = await world.audited(action="cards.listed", door=Door.MCP)
    assert first.details["arguments"] == again.details["arguments"]
    assert first.details["arguments"] != other.details["arguments"]
    assert "Luis" not in str(first.details)
    assert await world.audited(action="cards.listed", door=Door.REST) == []
