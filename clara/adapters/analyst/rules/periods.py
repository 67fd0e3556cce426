"""The periods of a question: ranges, months, quarters, "the last 30 days", "la semana pasada"."""

from clara.adapters.analyst.rules.calendar import Calendar
from clara.adapters.analyst.rules.letters import period_letters
from clara.adapters.analyst.rules.names import NameIndex
from clara.adapters.analyst.rules.period_grammar import GRAMMAR
from clara.adapters.analyst.rules.period_reading import Context, Found
from clara.adapters.analyst.rules.sentence import Impossible, Unit
from clara.domain.accounts.language import Language
from clara.domain.errors import Invalid


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
            for unit in units[match.start() if start is None else start : match.end()]:
                unit.used = True
            letters = period_letters(units, names)
            several = read if isinstance(read, list) else [read]
            found += [(match.start(), _until_today(one, start, calendar)) for one in several]
    return [one for _, one in sorted(found, key=lambda pair: pair[0])]


def _since(letters: str, start: int) -> int | None:
    """Where `since` stands just before `start`."""
    place = len(letters[:start].rstrip("ef")) - 1
    return place if place >= 0 and letters[place] == "S" else None


def _until_today(found: Found, start: int | None, calendar: Calendar) -> Found:
    if start is None or found.period is None:
        return found
    return Found(
        calendar.since(found.period, found.words), found.words, guess=found.guess, is_open=True
    )
