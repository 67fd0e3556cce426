"""The periods of a question: ranges, months, quarters, "the last 30 days", "la semana pasada"."""

from clara.adapters.analyst.rules.calendar import Calendar
from clara.adapters.analyst.rules.letters import period_letters
from clara.adapters.analyst.rules.names import NameIndex
from clara.adapters.analyst.rules.period_grammar import GRAMMAR
from clara.adapters.analyst.rules.period_reading import Context, Found
from clara.adapters.analyst.rules.sentence import Impossible, Unit
from clara.domain.accounts.language import Language
from clara.domain.errors import Invalid

_COMPARES = ("compare", "against", "than", "change", "more", "less", "top", "least")


def find_periods(
    units: list[Unit], names: NameIndex, calendar: Calendar, language: Language
) -> list[Found]:
    """The periods of a question in the order they are written; their units are marked as used.

    Raises `Impossible` for days that no calendar has or that are too far away.
    """
    found: list[tuple[int, Found]] = []
    letters = period_letters(units, names)
    for pattern, reader in GRAMMAR:
        for match in pattern.finditer(letters):
            context = Context(calendar, language, units, match)
            try:
                read = reader(context)
            except (ValueError, Invalid) as error:  # the 31st of June, the year 9999
                raise Impossible(context.words) from error
            if read is None:
                continue
            start = _since(letters, match.start())
            goes_on = start is not None or _reaches_today(letters, match.end())
            for unit in units[match.start() if start is None else start : match.end()]:
                unit.used = True
            letters = period_letters(units, names)
            several = read if isinstance(read, list) else [read]
            found += [
                (match.start(), _until_today(one, calendar) if goes_on else one) for one in several
            ]
    ordered = [one for _, one in sorted(found, key=lambda pair: pair[0])]
    return _alone(ordered, units, calendar)


def _alone(found: list[Found], units: list[Unit], calendar: Calendar) -> list[Found]:
    """ "The previous period" that nothing is compared with is the previous billing period."""
    is_compared = any(unit.has(*_COMPARES) for unit in units)
    if len(found) != 1 or found[0].relation != "previous" or found[0].period or is_compared:
        return found
    if found[0].reach is not None:
        raise Impossible(found[0].words)
    period = calendar.rule("last_billing_period", found[0].words)
    return [Found(period, found[0].words, is_previous=True)]


def _since(letters: str, start: int) -> int | None:
    """Where `since` stands just before `start`."""
    place = len(letters[:start].rstrip("ef")) - 1
    return place if place >= 0 and letters[place] == "S" else None


def _reaches_today(letters: str, end: int) -> bool:
    """Whether "until today" follows."""
    return letters[end : end + 1] == "U"


def _until_today(found: Found, calendar: Calendar) -> Found:
    if found.period is None:
        return found
    return Found(
        calendar.since(found.period, found.words), found.words, guess=found.guess, is_open=True
    )
