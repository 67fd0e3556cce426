"""An unlock that needs a person's yes: what counts as one, and for how long."""

from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest

from clara.application.call import Call
from clara.application.cards.approve_unlock import ApproveUnlock
from clara.application.cards.lock_card import LockCard
from clara.application.cards.unlock_card import UnlockCard
from clara.application.cards.view_card import ViewCard
from clara.application.cards.view_unlock_request import ViewUnlockRequest
from clara.application.companies.update_company import UpdateCompany
from clara.domain.credentials.actor import Door
from clara.domain.credentials.approval import ConfirmationRequired
from clara.domain.credentials.guard import Guard, Unlocking
from clara.domain.errors import ClaraError, Conflict
from tests.support.guarded import guarded
from tests.support.house import Person
from tests.support.world import ACCEPTED, World

pytestmark = pytest.mark.anyio

CONFIRMED = Guard(unlocking=Unlocking.CONFIRMED)


async def unlock(world: World, person: Person, approval: str | None = None, card: str = "4417"):
    call = Call(
        door=Door.MCP,
        request_id="request",
        token=person.tokens[Door.MCP],
        accepts=ACCEPTED[Door.MCP],
        approval=approval,
    )
    command = UnlockCard.command(company_id=person.company.id, card=card)
    return (await world.core.runner.run(UnlockCard, command, call)).result


async def question(world: World, person: Person, card: str = "4417") -> ConfirmationRequired:
    with pytest.raises(ConfirmationRequired) as caught:
        await unlock(world, person, card=card)
    assert not (await world.run(ViewCard, card=card)).card.can_spend
    return caught.value


def link_of(asked: ConfirmationRequired) -> dict[str, str]:
    url = urlsplit(asked.details["confirm_url"])
    assert url.path == "/confirm"
    return {name: values[0] for name, values in parse_qs(url.query).items()}


@pytest.fixture
async def asked(world: World) -> Person:
    """Whose assistant has to ask, about a card that is locked."""
    await world.run(LockCard, card="4417")
    return await guarded(world, CONFIRMED)


async def test_a_company_can_want_every_unlock_of_an_assistant_confirmed(world: World) -> None:
    await world.run(UpdateCompany, via=Door.WEB, confirms_unlocks=True)
    assert (await world.run(LockCard, via=Door.MCP, card="4417")).changed
    await question(world, world.a.administrator)
    # Who comes through another door is the person, or a program they wrote.
    assert (await world.run(UnlockCard, card="4417")).changed


async def test_with_a_yes_the_card_is_unlocked_once(world: World, asked: Person) -> None:
    first = await question(world, asked)
    assert (await unlock(world, asked, first.ticket)).changed
    await world.run(LockCard, card="4417")
    with pytest.raises(ConfirmationRequired) as again:
        await unlock(world, asked, first.ticket)
    assert again.value.ticket != first.ticket
    assert not (await world.run(ViewCard, card="4417")).card.can_spend


async def test_an_unlock_that_changes_nothing_asks_nobody(world: World) -> None:
    person = await guarded(world, CONFIRMED)
    assert not (await unlock(world, person)).changed


async def test_a_yes_is_worth_nothing_after_five_minutes(world: World, asked: Person) -> None:
    first = await question(world, asked)
    world.clock.advance(minutes=5)
    with pytest.raises(ConfirmationRequired):
        await unlock(world, asked, first.ticket)


async def test_a_yes_to_one_card_unlocks_no_other(world: World, asked: Person) -> None:
    await world.run(LockCard, card="4471")
    first = await question(world, asked)
    with pytest.raises(ConfirmationRequired):
        await unlock(world, asked, first.ticket, card="4471")
    assert not (await world.run(ViewCard, card="4471")).card.can_spend


async def test_a_yes_had_by_one_token_is_none_of_another(world: World, asked: Person) -> None:
    other = await guarded(world, CONFIRMED)
    first = await question(world, asked)
    with pytest.raises(ConfirmationRequired):
        await unlock(world, other, first.ticket)


async def test_what_a_model_can_read_is_no_yes(world: World, asked: Person) -> None:
    first = await question(world, asked)
    link = link_of(first)
    assert first.ticket not in str(first.details)
    for forged in (link["ticket"], first.details["confirm_url"], "", "yes", "A" * 200, "é"):
        with pytest.raises(ConfirmationRequired):
            await unlock(world, asked, forged)
    assert not (await world.run(ViewCard, card="4417")).card.can_spend


async def test_the_page_says_what_is_asked_and_its_yes_unlocks_once(
    world: World, asked: Person
) -> None:
    link = link_of(await question(world, asked))
    seen = await world.run(ViewUnlockRequest, as_=asked, via=Door.WEB, **link)
    assert (seen.card.last_four, seen.asked_by) == ("4417", "Guarded")
    done = await world.run(ApproveUnlock, as_=asked, via=Door.WEB, **link)
    assert done.changed
    assert done.card.can_spend
    await world.run(LockCard, card="4417")
    for use_case in (ViewUnlockRequest, ApproveUnlock):
        with pytest.raises(Conflict) as caught:
            await world.run(use_case, as_=asked, via=Door.WEB, **link)
        assert caught.value.code == "question_closed"
    assert not (await world.run(ViewCard, card="4417")).card.can_spend


@pytest.mark.parametrize("other", ["bookkeeper", "manager", "member"])
async def test_the_page_is_closed_to_everybody_else(
    world: World, asked: Person, other: str
) -> None:
    link = link_of(await question(world, asked))
    with pytest.raises(ClaraError) as caught:
        await world.run(ApproveUnlock, as_=getattr(world.a, other), via=Door.WEB, **link)
    assert caught.value.code in {"question_closed", "card_not_found", "lock_not_allowed"}
    stranger = replace(world.b.administrator, company=world.a.company)
    with pytest.raises(ClaraError) as caught:
        await world.run(ApproveUnlock, as_=stranger, via=Door.WEB, **link)
    assert caught.value.code == "company_not_found"
    assert not (await world.run(ViewCard, card="4417")).card.can_spend


async def test_the_page_closes_with_the_change_of_the_card_and_after_five_minutes(
    world: World, asked: Person
) -> None:
    link = link_of(await question(world, asked))
    elsewhere = {**link, "card": world.a.cards["elena"].id}
    with pytest.raises(Conflict):
        await world.run(ApproveUnlock, as_=asked, via=Door.WEB, **elsewhere)
    answer = (await question(world, asked)).ticket
    with pytest.raises(Conflict):
        await world.run(ApproveUnlock, as_=asked, via=Door.WEB, **{**link, "ticket": answer})
    world.clock.advance(minutes=5)
    with pytest.raises(Conflict):
        await world.run(ApproveUnlock, as_=asked, via=Door.WEB, **link)


async def test_questions_and_yeses_stand_in_the_activity_log(world: World, asked: Person) -> None:
    link = link_of(await question(world, asked))
    await world.run(ApproveUnlock, as_=asked, via=Door.WEB, **link)
    entries = await world.audited()
    kept = [(one.action, one.outcome.value, one.subject) for one in entries]
    card = world.a.cards["luis"].id
    assert ("card.unlocked", "refused", card) in kept
    assert ("card.unlock_approved", "done", card) in kept
