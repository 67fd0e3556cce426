"""The period grammar in three languages, seen from Friday, 20 November 2026; billing begins on the 5th."""

import pytest

from clara.domain.accounts.language import Language
from clara.domain.analysis.refusal import RefusalReason
from tests.adapters.analyst.asking import EN, ES, PT, days, plan, refusal


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("today", "2026-11-20/2026-11-20"),
        ("this week", "2026-11-16/2026-11-22"),
        ("last weekend", "2026-11-14/2026-11-15"),
        ("on Monday", "2026-11-16/2026-11-16"),
        ("last Friday", "2026-11-13/2026-11-13"),
        ("on Friday", "2026-11-20/2026-11-20"),
        ("3 days ago", "2026-11-17/2026-11-17"),
        ("two weeks ago", "2026-11-02/2026-11-08"),
        ("in the last 30 days", "2026-10-22/2026-11-20"),
        ("over the past 3 months", "2026-08-21/2026-11-20"),
        ("in the last two years", "2024-11-21/2026-11-20"),
        ("in Q3", "2026-07-01/2026-09-30"),
        ("in Q4 2025", "2025-10-01/2025-12-31"),
        ("in the second quarter of last year", "2025-04-01/2025-06-30"),
        ("in H1 2026", "2026-01-01/2026-06-30"),
        ("in December", "2025-12-01/2025-12-31"),
        ("in October 2024", "2024-10-01/2024-10-31"),
        ("in the month of July", "2026-07-01/2026-07-31"),
        ("since the beginning of the year", "2026-01-01/2026-11-20"),
        ("on October 5th", "2026-10-05/2026-10-05"),
        ("on 25 December", "2025-12-25/2025-12-25"),
        ("from 3 to 9 March 2026", "2026-03-03/2026-03-09"),
        ("between October 1 and October 15", "2026-10-01/2026-10-15"),
        ("between October 1 and 15", "2026-10-01/2026-10-15"),
        ("from 20 December to 5 January", "2025-12-20/2026-01-05"),
        ("from November to February", "2025-11-01/2026-02-28"),
        ("Jan-Mar 2026", "2026-01-01/2026-03-31"),
        ("on 10/25/2026", "2026-10-25/2026-10-25"),
        ("from 2026-10-01 to 2026-10-15", "2026-10-01/2026-10-15"),
        ("in 2026-10", "2026-10-01/2026-10-31"),
        ("since March", "2026-03-01/2026-11-20"),
        ("so far this year", "2026-01-01/2026-11-20"),
        ("in the current billing period", "2026-11-05/2026-12-04"),
        ("in the previous billing cycle", "2026-10-05/2026-11-04"),
    ],
)
def test_english_periods(words: str, expected: str) -> None:
    assert days(f"How much did we spend {words}?") == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("anteayer", "2026-11-18/2026-11-18"),
        ("el viernes pasado", "2026-11-13/2026-11-13"),
        ("la semana antepasada", "2026-11-02/2026-11-08"),
        ("en los últimos 30 días", "2026-10-22/2026-11-20"),
        ("en los 30 últimos días", "2026-10-22/2026-11-20"),
        ("este trimestre", "2026-10-01/2026-12-31"),
        ("del trimestre", "2026-10-01/2026-12-31"),
        ("en el tercer trimestre de 2025", "2025-07-01/2025-09-30"),
        ("en el primer semestre", "2026-01-01/2026-06-30"),
        ("en la primera quincena de octubre", "2026-10-01/2026-10-15"),
        ("en la segunda quincena de febrero de 2024", "2024-02-16/2024-02-29"),
        ("entre el 1 y el 15 de octubre", "2026-10-01/2026-10-15"),
        ("del 20 de septiembre al 5 de octubre", "2026-09-20/2026-10-05"),
        ("de agosto a octubre", "2026-08-01/2026-10-31"),
        ("el 05/10/2026", "2026-10-05/2026-10-05"),
        ("desde el 1 de octubre", "2026-10-01/2026-11-20"),
        ("en el mes de julio de 2025", "2025-07-01/2025-07-31"),
        ("en la semana del 3 al 9 de marzo", "2026-03-03/2026-03-09"),
        ("en el año 2025", "2025-01-01/2025-12-31"),
        ("hace tres días", "2026-11-17/2026-11-17"),
        ("en lo que va del año", "2026-01-01/2026-11-20"),
    ],
)
def test_spanish_periods(words: str, expected: str) -> None:
    assert days(f"¿Cuánto gastamos {words}?", ES) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("anteontem", "2026-11-18/2026-11-18"),
        ("na sexta-feira passada", "2026-11-13/2026-11-13"),
        ("na semana retrasada", "2026-11-02/2026-11-08"),
        ("nos últimos 30 dias", "2026-10-22/2026-11-20"),
        ("no fim de semana passado", "2026-11-14/2026-11-15"),
        ("neste trimestre", "2026-10-01/2026-12-31"),
        ("no quarto trimestre de 2025", "2025-10-01/2025-12-31"),
        ("entre 1 e 15 de outubro", "2026-10-01/2026-10-15"),
        ("em 1º de outubro", "2026-10-01/2026-10-01"),
        ("de 3 a 9 de março de 2026", "2026-03-03/2026-03-09"),
        ("de agosto a outubro", "2026-08-01/2026-10-31"),
        ("no mês de julho", "2026-07-01/2026-07-31"),
        ("há três dias", "2026-11-17/2026-11-17"),
        ("no ano até agora", "2026-01-01/2026-11-20"),
        ("no período de faturamento anterior", "2026-10-05/2026-11-04"),
    ],
)
def test_portuguese_periods(words: str, expected: str) -> None:
    assert days(f"Quanto gastamos {words}?", PT) == expected


def test_a_period_is_labelled_with_the_words_it_came_from() -> None:
    assert plan("¿Cuánto gastamos del 3 al 9 de marzo?", ES).period.label == "del 3 al 9 de marzo"


def test_a_date_that_reads_in_two_ways_is_asked_about() -> None:
    refused = refusal("charges on 10/05/2026")
    assert (refused.reason, refused.words) == (RefusalReason.UNKNOWN_WORDS, ("10/05/2026",))
    assert refused.needs_clarification


@pytest.mark.parametrize("words", ["on February 30", "on June 31 2025"])
def test_a_day_that_no_calendar_has_is_quoted(words: str) -> None:
    assert refusal(f"How much did we spend {words}?").words == (words.removeprefix("on "),)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("How much did we spend until October?", EN),
        ("How much did we spend before October?", EN),
        ("¿Cuánto gastamos hasta octubre?", ES),
        ("Quanto gastamos até outubro?", PT),
    ],
)
def test_a_period_without_a_beginning_is_never_taken_for_its_end(
    text: str, language: Language
) -> None:
    assert refusal(text, language).reason is RefusalReason.UNKNOWN_WORDS


@pytest.mark.parametrize("words", ["next month", "in 2027", "next 3 weeks", "tomorrow"])
def test_the_future_is_a_forecast(words: str) -> None:
    assert refusal(f"spend {words}").reason is RefusalReason.FORECAST


@pytest.mark.parametrize(
    ("text", "periods"),
    [
        ("spend vs last month", ("2026-11-01", "2026-10-01")),
        ("did spending go up in October?", ("2026-10-01", "2026-09-01")),
        ("compare October and March", ("2026-10-01", "2026-03-01")),
        ("the difference between October and September", ("2026-10-01", "2026-09-01")),
        ("spend this month vs the same month last year", ("2026-11-01", "2025-11-01")),
        ("year over year spend", ("2026-01-01", "2025-01-01")),
        ("month over month spend", ("2026-11-01", "2026-10-01")),
        ("compare this week with the previous one", ("2026-11-16", "2026-11-09")),
        ("compare spending", ("2026-11-05", "2026-10-05")),
    ],
)
def test_a_comparison_has_the_later_period_first(text: str, periods: tuple[str, str]) -> None:
    planned = plan(text)
    assert planned.compare_with is not None
    firsts = (planned.period.first.isoformat(), planned.compare_with.first.isoformat())
    assert firsts == periods
