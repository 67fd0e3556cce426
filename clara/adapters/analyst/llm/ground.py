"""What is certain of a question before a language model is asked: everything that rules could read.

A model explains the words that are left, and cannot take back what was read.
"""

from functools import cached_property

from msgspec import Struct

from clara.adapters.analyst.rules.analyst import MAX_QUESTION
from clara.adapters.analyst.rules.calendar import Calendar
from clara.adapters.analyst.rules.intents import NEUTRAL
from clara.adapters.analyst.rules.lexicon import Lexicon
from clara.adapters.analyst.rules.names import NameIndex, index_of
from clara.adapters.analyst.rules.reading import Reading, read
from clara.adapters.analyst.rules.sentence import Unit
from clara.adapters.analyst.rules.tokens import Token, keys, tokenise
from clara.application.analysis.ports import Question
from clara.domain.text import clean

_SIGNS = frozenset({"-", "–", ";", "#", "+"})
_SETTLED = ("negation", "not_held", "mine", "statement", "receipts")
"""Words with which only rules are trusted: what they turn round is lost too easily."""


class Left(Struct, frozen=True):
    """A unit that no grammar has used and that says something; `places` are those of its tokens."""

    unit: Unit
    places: frozenset[int]


class Ground(Struct, kw_only=True, dict=True):
    question: Question
    tokens: list[Token]
    reading: Reading
    index: NameIndex
    calendar: Calendar
    lexicon: Lexicon

    @property
    def is_open(self) -> bool:
        """Whether a model may explain what is left. Not where one of two meanings must be chosen:
        that is for the person who asks."""
        reading = self.reading
        is_doubtful = bool(reading.names.doubtful) or reading.unknown_card is not None
        return not (
            is_doubtful
            or any(found.is_doubtful for found in reading.periods)
            or reading.has_mixed_amounts
            or reading.has(*_SETTLED)
        )

    @cached_property
    def left(self) -> tuple[Left, ...]:
        """What a model has to explain, in the order of the question."""
        found, place = [], 0
        for unit in self.reading.units:
            following = place + len(unit.text.split(" "))
            if not unit.used and unit.key not in _SIGNS and unit.tags.isdisjoint(NEUTRAL):
                found.append(Left(unit, frozenset(range(place, following))))
            place = following
        return tuple(found)

    @cached_property
    def left_places(self) -> frozenset[int]:
        return frozenset().union(*(one.places for one in self.left))

    @property
    def words(self) -> tuple[str, ...]:
        """What has to be explained, as it is written."""
        return tuple(one.unit.text for one in self.left)

    def places(self, words: str) -> frozenset[int]:
        """Where `words` stand in the question, one after the other; nowhere when they do not."""
        wanted, own = keys(words), [token.key for token in self.tokens]
        size = len(wanted)
        if not size:
            return frozenset()
        starts = (at for at in range(len(own)) if tuple(own[at : at + size]) == wanted)
        return frozenset(place for at in starts for place in range(at, at + size))


def ground_of(question: Question, lexicon: Lexicon) -> Ground:
    """Raises `Impossible` for days and amounts that cannot be."""
    seat = question.seat
    tokens = tokenise(clean(question.text, MAX_QUESTION))
    index = index_of(question.names)
    calendar = Calendar(question.today, seat.time_zone, seat.billing_day)
    return Ground(
        question=question,
        tokens=tokens,
        reading=read(tokens, question, lexicon, index, calendar),
        index=index,
        calendar=calendar,
        lexicon=lexicon,
    )
