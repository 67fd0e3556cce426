"""What a match of the period grammar tells its reader."""

import re
from datetime import date
from typing import Literal

from msgspec import Struct

from clara.adapters.analyst.rules.calendar import Calendar
from clara.adapters.analyst.rules.letters import UNITS
from clara.adapters.analyst.rules.sentence import Unit
from clara.domain.accounts.language import Language
from clara.domain.period import Period

_UNIT_OF = {letter: unit for unit, letter in UNITS.items()}


Relation = Literal["year_earlier", "previous"]


class Found(Struct, frozen=True):
    """A period of the question. `relation` tells how the period it is compared with lies to it,
    which may be all that is said.
    `guess` names the assumption behind it; `is_doubtful` when its words can be read in two ways,
    `is_previous` when they say "last", `is_open` when they say "since"; `reach` how much lies before
    what is compared: 30 days."""

    period: Period | None
    words: str
    relation: Relation | None = None
    guess: str | None = None
    is_doubtful: bool = False
    is_previous: bool = False
    is_open: bool = False
    reach: tuple[int, str] | None = None


class Context(Struct, frozen=True):
    calendar: Calendar
    language: Language
    units: list[Unit]
    match: re.Match[str]

    @property
    def words(self) -> str:
        return " ".join(unit.text for unit in self.units[self.match.start() : self.match.end()])

    def unit(self, group: str) -> Unit | None:
        place = self.match.start(group)
        return self.units[place] if place >= 0 else None

    def value(self, group: str, kind: str) -> int:
        unit = self.unit(group)
        assert unit is not None, "a pattern has the groups that its reader asks for"
        return int(unit.value(kind) or unit.number or 0)

    def day(self, group: str) -> int:
        unit = self.unit(group)
        assert unit is not None, "a pattern has the groups that its reader asks for"
        return int(unit.number or unit.value("ordinal") or 0)

    def kind(self) -> str:
        return _UNIT_OF[self.match["u"]]

    def year(self, group: str = "y") -> int | None:
        """The year written after a month, a quarter or a half; None when there is none."""
        text = self.match[group]
        if not text:
            return None
        for place, letter in enumerate(text, self.match.start(group)):
            if letter == "y":
                return int(self.units[place].key)
        return self.calendar.today.year - ("L" in text)


def days(context: Context, first: date, last: date, guess: str | None = None) -> Found:
    return Found(context.calendar.days(first, last, context.words), context.words, guess=guess)


def rule(context: Context, rule: str, guess: str | None = None) -> Found:
    return Found(context.calendar.rule(rule, context.words), context.words, guess=guess)
