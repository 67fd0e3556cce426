"""What a store holds, such that two runs of one operation leave the same: what is made up by chance
(identifiers, digests, what is sealed) is left out where it is new."""

import re
from collections import Counter
from dataclasses import dataclass

from clara.application.activity.verify_activity import VerifyActivity
from clara.application.system.check_invariants import CheckInvariants
from clara.domain.credentials.actor import Door
from tests.support.world import World

_APART = ("audit_entries", "audit_chains", "idempotency_keys", "budgets")
"""What is looked at in its own way; and tries, which are counted whatever becomes of them."""
_ID = re.compile(r"\b[a-z_]+_[0-9a-f]{32}\b")
_BYTES = re.compile(r"(?<!\w)b(?:'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")")
# The end of a token, and of a card's number.
_FOUR = re.compile(r"'[\w-]{4}'")
_HASH = re.compile(r"\$argon2id\$[^']+")

State = dict[str, list[str]]
Log = Counter[tuple[str, str]]


@dataclass(frozen=True)
class Found:
    """The tables, and how often the activity log says what."""

    state: State
    log: Log


async def look(world: World) -> Found:
    entries = await world.audited()
    log = Counter((entry.action, entry.outcome.value) for entry in entries)
    return Found(await world.dump(*_APART), log)


async def broken(world: World) -> tuple[str, ...]:
    """Sentences of what does not hold, once what waits in the activity log is sealed."""
    await world.core.sealer.seal()
    operator = world.a.administrator
    checked = (await world.send(CheckInvariants, world.draft(), operator, Door.CLI)).result
    verified = (await world.send(VerifyActivity, world.draft(), operator, Door.CLI)).result
    return (
        *(one.sentence for one in checked.invariants if one.violations),
        *(f"The log of {one.name} is whole." for one in verified.chains if not one.check.is_intact),
    )


class Comparing:
    """To what was `untouched`."""

    def __init__(self, untouched: Found) -> None:
        rows = [row for rows in untouched.state.values() for row in rows]
        self._known = {
            text for row in rows for made in (_ID, _BYTES, _FOUR) for text in made.findall(row)
        }
        self.untouched = self.plain(untouched)

    def plain(self, found: Found) -> State:
        return {name: sorted(map(self._plain, rows)) for name, rows in found.state.items()}

    def _plain(self, row: str) -> str:
        row = _BYTES.sub(lambda one: self._unless_new(one[0], "<bytes>", "\\x" in one[0]), row)
        row = _ID.sub(lambda one: self._unless_new(one[0], "<id>"), row)
        row = _FOUR.sub(lambda one: self._unless_new(one[0], "<four>"), row)
        return _HASH.sub("<hash>", row)

    def _unless_new(self, text: str, instead: str, is_made_up: bool = True) -> str:
        return instead if is_made_up and text not in self._known else text


def counts(state: State) -> dict[str, int]:
    return {name: len(rows) for name, rows in state.items()}


def differing(one: State, other: State) -> list[str]:
    """The tables in which they are not the same."""
    return sorted(name for name in one if one[name] != other[name])
