"""What a card issuer knows and we do not, brought together."""

from dataclasses import dataclass

from msgspec import Struct

from clara.application.call import Call
from clara.application.issuer_news.find_issuer_news import FindIssuerNews, FindIssuerNewsCommand
from clara.application.issuer_news.hear_issuer import HearIssuer, HearIssuerCommand
from clara.application.issuer_news.hearing import Applied, Effect
from clara.application.runner import Runner
from clara.domain.cards.card import Issuer
from clara.domain.errors import ClaraError


class Synced(Struct, frozen=True, kw_only=True):
    """`applied` is what was missed; `failed` are codes of what went wrong, by the issuer's names of
    things: the next time tries again."""

    issuer: Issuer
    heard: int
    applied: tuple[Applied, ...]
    unknown: int
    pending: int
    failed: dict[str, str]


@dataclass(frozen=True, slots=True)
class IssuerSync:
    """`call` is the operator's. Several at once do no harm."""

    runner: Runner
    call: Call

    async def sync(self, days: int = 3) -> Synced:
        """Each thing in an operation of its own: one that fails holds up no other. Raises
        `issuer_unavailable` and what the store raises when the issuer is asked."""
        command = FindIssuerNewsCommand(days=days)
        found = (await self.runner.run(FindIssuerNews, command, self.call)).result
        applied: list[Applied] = []
        failed: dict[str, str] = {}
        unknown = 0
        for heard in found.heard:
            told = HearIssuerCommand.of(found.issuer, heard)
            try:
                done = (await self.runner.run(HearIssuer, told, self.call)).result
            except ClaraError as error:
                failed[heard.reference] = error.code
                continue
            unknown += done.effect is Effect.UNKNOWN
            if done.effect is Effect.APPLIED:
                applied.append(done)
        return Synced(
            issuer=found.issuer,
            heard=len(found.heard),
            applied=tuple(applied),
            unknown=unknown,
            pending=found.pending,
            failed=failed,
        )
