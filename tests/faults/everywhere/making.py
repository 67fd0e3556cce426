"""What operations are about, made by the operations that make such things; what is then sent."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

import msgspec
from sqlalchemy import insert, null, select, update

from clara.adapters.persistence.tables import cards, issuer_cards, webhook_deliveries
from clara.application.accounts.begin_google_sign_in import BeginGoogleSignIn
from clara.application.attachments.open_upload_link import OpenUploadLink
from clara.application.card_transactions.hold_statement import HoldStatement
from clara.application.cards.lock_card import LockCard
from clara.application.cards.unlock_card import UnlockCard
from clara.application.founding.create_token import TokenKind
from clara.application.simulator.freeze_clock import FreezeClock
from clara.domain.cards.card import Issuer
from clara.domain.credentials.actor import Door
from clara.domain.credentials.approval import ConfirmationRequired
from clara.domain.credentials.guard import Guard, Unlocking
from clara.domain.credits.payment import FactKind, PaymentFact
from clara.domain.issuing.heard import HeardMerchant, HeardTransaction
from tests.faults.everywhere.estate import Here
from tests.parity.support.people import DELIVERIES, WEBHOOKS
from tests.support.clock import NOW
from tests.support.credits import Buyer
from tests.support.guarded import guarded
from tests.support.oauth_client import Program, public
from tests.support.statements import purchases, write_csv
from tests.support.uploads import uploaded

RECEIPT = "receipt_" + "c" * 32


async def begun_with_google(here: Here) -> Mapping[str, Any]:
    begun = await public(here.world, BeginGoogleSignIn)
    return {"state": "state-of-0", "code": "code-0", "flow": begun.flow}


async def asked_to_unlock(here: Here) -> Mapping[str, Any]:
    world = here.world
    await world.run(LockCard, card="4417")
    assistant = await guarded(world, Guard(unlocking=Unlocking.CONFIRMED))
    command = UnlockCard.command(company_id=world.a.company.id, card="4417")
    try:
        await world.send(UnlockCard, command, assistant, Door.MCP)
    except ConfirmationRequired as asked:
        query = parse_qs(urlsplit(asked.details["confirm_url"]).query)
        return {"card": world.a.cards["luis"].id, "ticket": query["ticket"][0]}
    raise AssertionError("nothing was asked")


async def frozen(here: Here) -> Mapping[str, Any]:
    await here.world.run(FreezeClock)
    return {}


async def bought(here: Here) -> PaymentFact:
    buyer = Buyer(here.world, here.world.a.administrator)
    opened = await buyer.buys(5)
    return PaymentFact(
        id="event",
        kind=FactKind.PAID,
        at=NOW,
        amount_minor=5_00,
        currency="USD",
        purchase_id=opened.purchase_id,
        session_id=opened.url.rsplit("/", 1)[1],
        user_id=buyer.person.user.id,
        payment_id="payment",
    )


async def paid(here: Here) -> Mapping[str, Any]:
    return {"fact": await bought(here)}


async def payment_told(here: Here) -> Mapping[str, Any]:
    return {"body": msgspec.json.encode(await bought(here)), "signature": ""}


async def on_the_page(here: Here) -> Mapping[str, Any]:
    return {"session_id": (await bought(here)).session_id, "outcome": FactKind.PAID}


async def charged(here: Here) -> HeardTransaction:
    """On Luis's card, as an issuer outside knows it."""
    where = cards.c.id == here.world.a.cards["luis"].id
    ((company, card),) = await here.world.rows(
        select(cards.c.company_number, cards.c.number).where(where)
    )
    await here.world.change(
        insert(issuer_cards).values(
            company_number=company,
            card_number=card,
            issuer=Issuer.STRIPE.value,
            reference="ic_1",
            intent=1,
            confirmed=1,
            attempts=0,
        )
    )
    return HeardTransaction(
        reference="ipi_1",
        card="ic_1",
        authorization=None,
        amount_minor=50_00,
        merchant_minor=50_00,
        merchant_currency="MXN",
        merchant=HeardMerchant(name="CINEPOLIS", mcc=7832),
        at=NOW,
    )


async def issuer_found(here: Here) -> Mapping[str, Any]:
    return {"issuer": Issuer.STRIPE, "transaction": await charged(here)}


async def issuer_told(here: Here) -> Mapping[str, Any]:
    return {"body": msgspec.json.encode(await charged(here)), "signature": ""}


async def statement(here: Here) -> Mapping[str, Any]:
    return {"file": write_csv(here.folder / "statement.csv", purchases(3))}


async def held(here: Here) -> Mapping[str, Any]:
    held = await here.world.run(HoldStatement, **await statement(here))
    return {"statement": held.statement}


async def receipt_file(here: Here) -> Mapping[str, Any]:
    row = "ctx_" + here.world.a.rows[0].id.hex()
    return {"transaction_id": row, "file": uploaded(here.folder / "receipt.csv")}


async def receipt(here: Here) -> Mapping[str, Any]:
    a = here.world.a
    row = "ctx_" + a.rows[0].id.hex()
    async with here.world.founding() as port:
        await port.add_receipt(a.administrator.user, a.company, row, id=RECEIPT)
    return {"transaction_id": row, "receipt_id": RECEIPT}


async def files(here: Here) -> Mapping[str, Any]:
    return {"files": (uploaded(here.folder / "one.csv"), uploaded(here.folder / "two.csv", "a,b"))}


async def linked(here: Here) -> Mapping[str, Any]:
    ana = here.world.a.administrator
    command = OpenUploadLink.command(user_id=ana.user.id)
    link = (await here.world.send(OpenUploadLink, command, ana)).result
    ticket = parse_qs(urlsplit(link.url).query)["ticket"][0]
    return {"ticket": ticket, "file": uploaded(here.folder / "one.csv")}


async def opened(here: Here) -> Mapping[str, Any]:
    opened = await (await Program.register(here.world)).open(scope="cards:read")
    return {"request": opened.sealed, "scopes": ["cards:read"]}


async def coded(here: Here) -> Mapping[str, Any]:
    program = await Program.register(here.world)
    code = await program.code(here.world.a.administrator)
    return {**program.proof, "code": code, "code_verifier": program.verifier}


async def refreshable(here: Here) -> Mapping[str, Any]:
    program = await Program.register(here.world)
    tokens = await program.granted(here.world.a.administrator)
    return {**program.proof, "refresh_token": tokens.refresh_token}


async def revocable(here: Here) -> Mapping[str, Any]:
    program = await Program.register(here.world)
    tokens = await program.granted(here.world.a.administrator)
    return {**program.proof, "token": tokens.access_token}


async def client(here: Here) -> Mapping[str, Any]:
    program = await Program.register(here.world)
    await program.granted(here.world.a.administrator)
    return {"client_id": program.client_id}


async def token_asked(here: Here) -> Mapping[str, Any]:
    asker = here.world.a.bookkeeper.user
    return {"email": asker.email, "kind": TokenKind.API_KEY, "name": "A key"}


async def gift(here: Here) -> Mapping[str, Any]:
    return {"email": here.world.a.member.user.email, "credits": 100, "reason": "A gift"}


async def given_up(here: Here) -> Mapping[str, Any]:
    sent = webhook_deliveries
    await here.world.change(update(sent).values(status="failed", due_at=null()))
    return {"webhook_id": WEBHOOKS[0], "delivery_id": DELIVERIES[0]}
