"""What the words that a model explained come to: names, amounts and periods, read by ourselves."""

from collections.abc import Sequence

from msgspec import Struct, structs

from clara.adapters.analyst.llm.candidates import Near
from clara.adapters.analyst.llm.failures import Unusable
from clara.adapters.analyst.llm.ground import Ground
from clara.adapters.analyst.llm.sketch import SaidAmount, SaidName, SaidPeriod
from clara.adapters.analyst.rules.amounts import AmountReader, Amounts
from clara.adapters.analyst.rules.period_reading import Found
from clara.adapters.analyst.rules.sentence import Impossible, cut
from clara.adapters.analyst.rules.tokens import keys, tokenise
from clara.domain.accounts.language import Language
from clara.domain.errors import Invalid
from clara.domain.period import resolve

_OVER = {Language.EN: "over", Language.ES: "más de", Language.PT: "mais de"}
_OLDEST_UNSAID = 2
"""Years that may go by between a day the question does not spell out and today."""


class UnknownName(Exception):
    """A model named what no company name is: `words` of the question stay unknown."""

    def __init__(self, words: str, nearest: tuple[str, ...]) -> None:
        super().__init__(words)
        self.words, self.nearest = words, nearest


class Chosen(Struct, frozen=True):
    """Names as plans carry them."""

    merchants: tuple[str, ...] = ()
    cardholders: tuple[str, ...] = ()
    card_ids: tuple[str, ...] = ()


def names_of(said: Sequence[SaidName], near: Sequence[Near]) -> Chosen:
    """The company's own names for what was said. A name is one that these very words are near to.

    Raises `UnknownName`.
    """
    found: dict[str, list[str]] = {"merchant": [], "cardholder": [], "card": []}
    for one in said:
        by = set(keys(one.words))
        named = [
            other.candidate.name
            for other in near
            if (other.candidate.kind, other.candidate.shown) == (one.kind, one.name)
            and other.found_by & by
        ]
        if not named:
            nearest = (other.candidate.shown for other in near if other.found_by & by)
            raise UnknownName(one.words, tuple(dict.fromkeys(nearest))[:3])
        found[one.kind] += named
    return Chosen(*(tuple(dict.fromkeys(named)) for named in found.values()))


def amounts_of(said: Sequence[SaidAmount], ground: Ground) -> Amounts:
    """What rules have read, or the amounts that stand in the words.

    Raises `Unusable` where there are both, or no amount in the words.
    """
    read = ground.reading.amounts
    if not said:
        return read
    if read.any:
        raise Unusable("The question's amount is understood already.")
    bounds: dict[str, int] = {}
    found = Amounts()
    for one in said:
        found = _amount(one.words, ground)
        if found.above is None or one.bound in bounds:
            raise Unusable(f"'{one.words}' is no amount of the question's.")
        bounds[one.bound] = found.above
    return Amounts(
        **bounds,
        currency=found.currency,
        currency_guessed=found.currency_guessed,
        words=tuple(one.words for one in said),
    )


def _amount(words: str, ground: Ground) -> Amounts:
    tokens = tokenise(f"{_OVER[ground.lexicon.language]} {words}")
    units = cut(tokens, ground.lexicon, ground.index)
    reader = AmountReader(units, ground.question.seat.currency)
    try:
        reader.compared()
        return reader.written()
    except Impossible as impossible:
        raise Unusable(f"'{words}' is no amount.") from impossible


def periods_of(said: Sequence[SaidPeriod], ground: Ground) -> list[Found]:
    """What rules have read, and what a model took other words for.

    Raises `Unusable` for a rule that there is not, and for days out of thin air.
    """
    return [*ground.reading.periods, *(_period(one, ground) for one in said)]


def _period(said: SaidPeriod, ground: Ground) -> Found:
    seat, today = ground.question.seat, ground.question.today
    try:
        period = resolve(said.rule, today, seat.time_zone, seat.billing_day)
    except Invalid as error:
        raise Unusable(error.message) from None
    written = said.words + " " + ground.question.text
    for year in {period.first.year, period.last.year}:
        if abs(today.year - year) > _OLDEST_UNSAID and str(year) not in written:
            raise Unusable(f"Nothing in the question speaks of {year}.")
    return Found(structs.replace(period, label=said.words), said.words)
