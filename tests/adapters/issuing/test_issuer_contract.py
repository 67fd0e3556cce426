"""What every issuer of cards keeps to: the built-in one, and Stripe through the real SDK."""

from collections.abc import AsyncIterator

import pytest
from msgspec import structs

from clara.adapters.issuing.builtin import BuiltInIssuer
from clara.adapters.issuing.stripe.address import read_address
from clara.adapters.issuing.stripe.issuer import StripeIssuer, printable
from clara.adapters.payments.stripe_api import StripeApi
from clara.adapters.system.ids import SystemRandomness
from clara.application.issuing.ports import CardIssuer, NewCard
from clara.domain.cards.card import Card, CardStatus, Periodicity
from clara.domain.cards.controls import NO_CONTROLS, CardControls
from clara.domain.companies.company import Cardholder
from clara.domain.credentials.actor import Actor
from clara.domain.errors import ClaraError
from tests.support.builders import card, company
from tests.support.clock import FakeClock
from tests.support.stripe.conformity import disagreements
from tests.support.stripe.fake import SECRET_KEY, FakeStripe
from tests.support.world import World

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.parametrize("store", ["sqlite"]),
]
HOLDER = Cardholder(id="cardholder_" + "a" * 32, name="Luis Pérez 2.º")


@pytest.fixture
async def api(fake: FakeStripe) -> AsyncIterator[StripeApi]:
    made = StripeApi(SECRET_KEY, fake.url, retries=0)
    yield made
    await made.close()


@pytest.fixture(params=["built_in", "stripe"])
def issuer(request: pytest.FixtureRequest, api: StripeApi) -> CardIssuer:
    if request.param == "built_in":
        return BuiltInIssuer(SystemRandomness())
    return StripeIssuer(api, read_address("Market St 1; San Francisco; 94103; US"))


@pytest.fixture
async def actor(world: World) -> Actor:
    return await world.actor(world.a.administrator)


async def made(issuer: CardIssuer, actor: Actor, key: str = "card_1") -> NewCard:
    holder = await issuer.create_cardholder(actor, HOLDER, "holder_1")
    return await issuer.create_card(actor, "card_" + "1" * 32, holder.reference, "USD", key)


def ours(limit_minor: int | None = 100_00) -> Card:
    plain = card(company(), None, "4417", currency="USD")
    return structs.replace(plain, limit_minor=limit_minor, periodicity=Periodicity.WEEKLY)


async def test_a_new_card_has_digits_and_can_spend(issuer: CardIssuer, actor: Actor) -> None:
    new = await made(issuer, actor)
    assert (new.is_confirmed, new.status) == (True, CardStatus.ACTIVE)
    assert len(new.last_four) == 4
    assert (new.reference is None) is not issuer.needs_telling


async def test_each_status_is_confirmed_however_often_it_is_set(
    issuer: CardIssuer, actor: Actor
) -> None:
    reference = (await made(issuer, actor)).reference or ""
    wanted = (CardStatus.LOCKED, CardStatus.ACTIVE, CardStatus.CANCELLED)
    for number, status in enumerate(wanted):
        for again in range(2):
            key = f"key-{number}-{again}"
            reply = await issuer.set_status(reference, status, "Stolen in a taxi", key)
            assert reply.is_confirmed


async def test_controls_are_confirmed_set_and_taken_away(issuer: CardIssuer, actor: Actor) -> None:
    reference = (await made(issuer, actor)).reference or ""
    controls = CardControls(max_transaction_minor=50_00, countries=("US", "MX"))
    assert (await issuer.set_controls(reference, ours(), controls, "one")).is_confirmed
    assert (await issuer.set_controls(reference, ours(None), NO_CONTROLS, "two")).is_confirmed


async def test_a_call_repeated_under_its_key_is_carried_out_once(
    issuer: CardIssuer, actor: Actor, fake: FakeStripe
) -> None:
    first, second = await made(issuer, actor), await made(issuer, actor)
    assert first.reference == second.reference
    assert len(fake.account.of("issuing.card")) <= 1


async def test_stripe_holds_what_it_has_words_for(
    api: StripeApi, actor: Actor, fake: FakeStripe
) -> None:
    stripe = StripeIssuer(api, read_address("Market St 1; San Francisco; 94103; US"))
    reference = (await made(stripe, actor)).reference or ""
    controls = CardControls(max_transaction_minor=50_00, countries=("US", "MX"))
    await stripe.set_controls(reference, ours(), controls, "one")
    (theirs,) = fake.account.of("issuing.card")
    limits = theirs["spending_controls"]["spending_limits"]
    assert [(one["amount"], one["interval"]) for one in limits] == [
        (100_00, "weekly"),
        (50_00, "per_authorization"),
    ]
    assert theirs["spending_controls"]["allowed_merchant_countries"] == ["US", "MX"]
    await stripe.set_controls(reference, ours(None), NO_CONTROLS, "two")
    assert theirs["spending_controls"]["spending_limits"] is None
    await stripe.set_status(reference, CardStatus.CANCELLED, "Stolen in a taxi", "three")
    assert theirs["cancellation_reason"] == "stolen"


async def test_stripe_says_what_it_refuses_and_when_it_is_away(
    api: StripeApi, actor: Actor, fake: FakeStripe
) -> None:
    stripe = StripeIssuer(api, read_address("Market St 1; San Francisco; 94103; US"))
    holder = (await stripe.create_cardholder(actor, HOLDER, "holder_1")).reference
    with pytest.raises(ClaraError) as refused:
        await stripe.create_card(actor, "card_" + "1" * 32, holder, "MXN", "key")
    assert refused.value.code == "issuer_refused"
    assert refused.value.details["issuer_code"]
    await fake.down()
    with pytest.raises(ClaraError) as away:
        await stripe.create_card(actor, "card_" + "1" * 32, holder, "USD", "other key")
    assert away.value.code == "issuer_unavailable"


async def test_every_object_of_the_fake_has_the_shape_that_the_sdk_gives_it(
    api: StripeApi, actor: Actor, fake: FakeStripe, clock: FakeClock
) -> None:
    stripe = StripeIssuer(api, read_address("Market St 1; San Francisco; 94103; US"))
    reference = (await made(stripe, actor)).reference or ""
    one = await fake.terminal.charge(reference, 10_00)
    fake.terminal.capture(one["id"])
    kinds = ("cardholder", "card", "authorization", "transaction")
    things = [thing for kind in kinds for thing in fake.account.of(f"issuing.{kind}")]
    assert len(things) == len(kinds)
    assert [wrong for thing in things for wrong in disagreements(thing)] == []


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Luis Pérez 2.º", "Luis Pérez º"),
        ("Ana-María O'Neill", "Ana-María O'Neill"),
        ("123", "Cardholder"),
        ("María de los Ángeles Fernández", "María de los Ángeles Fer"),
    ],
)
async def test_names_are_made_of_letters(store: str, name: str, shown: str) -> None:
    assert printable(name) == shown
