"""Where no issuer besides ourselves is set up, none says anything."""

from collections.abc import AsyncIterator
from datetime import datetime

from clara.application.issuer_news.ports import IssuerNews, IssuerNotices, Notice
from clara.domain.cards.card import Issuer
from clara.domain.errors import Invalid
from clara.domain.issuing.heard import Heard


class NoIssuerNotices(IssuerNotices):
    """Refuses every notice: without a secret nobody's signature can be told from another's."""

    async def read(self, body: bytes, signature: str) -> Notice | None:
        raise Invalid("invalid_signature", "No card issuer is set up here.")


class NoIssuerNews(IssuerNews):
    @property
    def issuer(self) -> Issuer:
        return Issuer.BUILT_IN

    async def look(self, notice: Notice) -> Heard | None:
        return None

    async def since(self, when: datetime) -> AsyncIterator[Heard]:
        nothing: tuple[Heard, ...] = ()
        for heard in nothing:
            yield heard
