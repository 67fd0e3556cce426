"""The `IssuerNews` port: Stripe, asked what it knows of issued cards."""

import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec
from msgspec import Struct, structs

from clara.adapters.issuing.stripe import shapes
from clara.adapters.issuing.stripe.access import StripeAccess, asked, unavailable
from clara.adapters.issuing.stripe.reading import (
    authorization_of,
    card_of,
    holder_of,
    transaction_of,
)
from clara.application.issuer_news.ports import About, IssuerNews, Notice
from clara.domain.cards.card import Issuer
from clara.domain.errors import ClaraError
from clara.domain.issuing.heard import Heard, HeardAuthorization, HeardTransaction

if TYPE_CHECKING:
    import stripe

_PAGE = 100
_MOST_PAGES = 500
_GONE = frozenset({"resource_missing"})

Call = Callable[["stripe.StripeClient", dict[str, Any]], Awaitable[Any]]
S = TypeVar("S", bound=Struct)

_log = logging.getLogger("clara.issuing")


@dataclass(frozen=True, slots=True)
class StripeIssuerNews(IssuerNews):
    access: StripeAccess

    @property
    def issuer(self) -> Issuer:
        return Issuer.STRIPE

    async def look(self, notice: Notice) -> Heard | None:
        try:
            return await self._look(notice.about, notice.reference)
        except ClaraError as error:
            if error.code == "issuer_refused" and error.details.get("issuer_code") in _GONE:
                return None
            raise unavailable() from None

    async def since(self, when: datetime) -> AsyncIterator[Heard]:
        created = {"created": {"gte": int(when.timestamp())}}
        async for holder in self._all(
            lambda client, page: client.v1.issuing.cardholders.list_async(page),  # type: ignore[arg-type]
            shapes.Cardholder,
        ):
            yield holder_of(holder)
        charges = self._all(
            lambda client, page: client.v1.issuing.authorizations.list_async(page),  # type: ignore[arg-type]
            shapes.Authorization,
            created,
        )
        found = [authorization_of(one) async for one in charges]
        known = {one.reference for charge in found for one in charge.transactions}
        for charge in reversed(found):
            yield structs.replace(charge, asked=None)
        moves = self._all(
            lambda client, page: client.v1.issuing.transactions.list_async(page),  # type: ignore[arg-type]
            shapes.Transaction,
            created,
        )
        late = [transaction_of(one) async for one in moves if one.id not in known]
        for move in reversed(late):
            yield await self._whole(move)
        # Last: what a card is now is no reason for what was decided about a charge before.
        async for card in self._all(
            lambda client, page: client.v1.issuing.cards.list_async(page),  # type: ignore[arg-type]
            shapes.Card,
        ):
            yield card_of(card)

    async def _look(self, about: About, reference: str) -> Heard:
        if about is About.AUTHORIZATION:
            return await self._authorization(reference)
        if about is About.TRANSACTION:
            found = await asked(
                self.access,
                "an issuing transaction",
                lambda client: client.v1.issuing.transactions.retrieve_async(reference),
                shapes.Transaction,
            )
            return await self._whole(transaction_of(found))
        if about is About.CARD:
            card = await asked(
                self.access,
                "a card",
                lambda client: client.v1.issuing.cards.retrieve_async(reference),
                shapes.Card,
            )
            return card_of(card)
        holder = await asked(
            self.access,
            "a cardholder",
            lambda client: client.v1.issuing.cardholders.retrieve_async(reference),
            shapes.Cardholder,
        )
        return holder_of(holder)

    async def _authorization(self, reference: str) -> HeardAuthorization:
        found = await asked(
            self.access,
            "an issuing authorization",
            lambda client: client.v1.issuing.authorizations.retrieve_async(reference),
            shapes.Authorization,
        )
        return structs.replace(authorization_of(found), asked=None)

    async def _whole(self, move: HeardTransaction) -> Heard:
        """Money that moved, with the charge it belongs to."""
        if move.authorization is None:
            return move
        charge = await self._authorization(move.authorization)
        if any(one.reference == move.reference for one in charge.transactions):
            return charge
        return structs.replace(charge, transactions=(*charge.transactions, move))

    async def _all(
        self, call: Call, shape: type[S], asking: dict[str, Any] | None = None
    ) -> AsyncIterator[S]:
        """Newest first; what can't be read is in the log, and does not keep the others from being
        found."""
        given: dict[str, Any] = {"limit": _PAGE, **(asking or {})}
        for _ in range(_MOST_PAGES):
            page = await asked(
                self.access, "a list", lambda client: call(client, given), shapes.Page
            )
            for raw in page.data:
                try:
                    yield msgspec.convert(raw, shape)
                except ValueError as error:
                    _log.error("stripe lists what can't be read: %s", error)
            if not page.has_more:
                return
            given["starting_after"] = page.last_id
        _log.warning("stripe has more than %d pages: the oldest are left out", _MOST_PAGES)
