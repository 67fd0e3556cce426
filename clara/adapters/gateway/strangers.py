"""Tokens that nobody has seen work.

Anyone can compute well-formed tokens that belong to nobody, and each would come with an allowance
of its own. So refused tokens are counted by where they come from, and a source that sends too many
has only its proven tokens served. Whoever shares the address with a guesser goes on undisturbed.
"""

from collections import OrderedDict

from clara.adapters.limits.policy import Count, Policy

_REMEMBERED = 10_000


class Strangers:
    """`refused` counts refused tokens per source. Which tokens worked is remembered by pseudonym,
    the last 10,000 of them; a revoked one that is still remembered is refused by its door."""

    def __init__(self, refused: Policy) -> None:
        self.policy = refused
        self._proven: OrderedDict[str, None] = OrderedDict()

    def is_proven(self, token: str) -> bool:
        return token in self._proven

    async def look(self, source: str) -> Count:
        """Whether a token that is not proven may come from there."""
        return await self.policy.look(source)

    async def learn(self, token: str, source: str, status: int) -> None:
        """What became of a request with a token."""
        if status == 401:
            self._proven.pop(token, None)
            await self.policy.take(source)
            return
        self._proven[token] = None
        self._proven.move_to_end(token)
        if len(self._proven) > _REMEMBERED:
            self._proven.popitem(last=False)
