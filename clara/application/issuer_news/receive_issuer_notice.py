from dataclasses import dataclass
from typing import Annotated

from msgspec import Meta, Struct, structs

from clara.application.issuer_news.hear_issuer import trace_of
from clara.application.issuer_news.hearing import Applied, Hearing
from clara.application.issuer_news.ports import IssuerNews, IssuerNotices
from clara.application.issuing.books import IssuerBooks
from clara.application.use_case import Effect, Trace, UseCase
from clara.domain.credentials.actor import Actor
from clara.domain.issuing.heard import Heard, HeardCard


class ReceiveIssuerNoticeCommand(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    body: Annotated[bytes, Meta(max_length=1024 * 1024)]
    signature: Annotated[str, Meta(max_length=4_096)]

    def __repr__(self) -> str:
        return "ReceiveIssuerNoticeCommand()"


class IssuerNoticed(Struct, frozen=True, kw_only=True):
    """`applied` is None for a notice that is no concern of ours. `version` is in which version of the
    issuer's API it wants its answer."""

    applied: Applied | None
    version: str = ""


@dataclass(frozen=True, slots=True)
class ReceiveIssuerNotice(UseCase[ReceiveIssuerNoticeCommand, IssuerNoticed]):
    """What a card issuer tells by itself. Its signature over the raw body is its credential.

    A charge that waits for us is approved or declined in the answer. Everything else is taken as
    often and in whatever order it comes, with one effect.

    Errors, first that holds: invalid_signature, issuer_unavailable.
    """

    name = "stripe.issuing_webhook"
    tool = "stripe_issuing_webhook"
    title = "Receive a card issuer's notice"
    action = "issuer.notice_received"
    effect = Effect.STAGED
    is_public = True
    command = ReceiveIssuerNoticeCommand
    result = IssuerNoticed

    notices: IssuerNotices
    news: IssuerNews
    books: IssuerBooks
    hearing: Hearing

    async def __call__(self, actor: Actor, command: ReceiveIssuerNoticeCommand) -> IssuerNoticed:
        notice = await self.notices.read(command.body, command.signature)
        if notice is None:
            return IssuerNoticed(applied=None)
        issuer = self.news.issuer
        heard: Heard | None = notice.asked
        if heard is None:
            # Before the transaction: the issuer is asked in between.
            intent = await self.books.intent(issuer, notice.reference)
            heard = await self.news.look(notice)
            if isinstance(heard, HeardCard):
                heard = structs.replace(heard, intent=intent)
        if heard is None:
            return IssuerNoticed(applied=None)
        applied = await self.hearing.apply(issuer, heard)
        return IssuerNoticed(applied=applied, version=notice.version)

    @classmethod
    def trace(cls, result: IssuerNoticed) -> Trace:
        return trace_of(result.applied) if result.applied else Trace()
