"""Slips of the keyboard, periods before others, names in part, and words that only seem to be known."""

import pytest

from clara.domain.accounts.language import Language
from clara.domain.analysis.assumption import AssumptionKind
from clara.domain.analysis.plan import CardQuestion, Dimension, Intent, Measure
from clara.domain.analysis.refusal import RefusalReason
from tests.adapters.analyst.asking import EN, ES, PT, days, plan, refusal


@pytest.mark.parametrize(
    ("text", "language", "taken"),
    [
        ("how mcuh did we spend last month", EN, {("mcuh", "much")}),
        ("cuanot gastamos el mes psado", ES, {("cuanot", "cuanto")}),
        ("qunato gastamos no mês passado", PT, {("qunato", "quanto")}),
        ("total spedn last month", EN, {("spedn", "spend")}),
    ],
)
def test_a_slip_is_mended_and_said(
    text: str, language: Language, taken: set[tuple[str, str]]
) -> None:
    said = plan(text, language).assumptions
    fuzzy = {(one.words, one.taken_as) for one in said if one.kind is AssumptionKind.FUZZY_NAME}
    assert taken <= fuzzy


@pytest.mark.parametrize(
    "text",
    [
        "spend on chargers last month",  # no slip of "charges": what was bought
        "spend on moths last month",
        "spend with Merchnt last month",
        "How much did we spend on coasts?",
    ],
)
def test_what_was_bought_is_never_taken_for_a_slip(text: str) -> None:
    assert refusal(text).reason is RefusalReason.UNKNOWN_WORDS


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Compare Q3 with the period before", EN, "2026-04-01/2026-06-30"),
        ("compare last month with the period before", EN, "2026-09-01/2026-09-30"),
        ("last 30 days vs the 30 days before that", EN, "2026-09-22/2026-10-21"),
        ("compare October with the 3 months before", EN, "2026-07-01/2026-09-30"),
        ("October vs last year", EN, "2025-10-01/2025-10-31"),
        ("this year vs last year", EN, "2025-01-01/2025-12-31"),
        ("compara agosto con el periodo anterior", ES, "2026-07-01/2026-07-31"),
        ("compare agosto com o período anterior", PT, "2026-07-01/2026-07-31"),
        ("how much did spend change from July to August", EN, "2026-07-01/2026-07-31"),
    ],
)
def test_the_period_before_is_before_what_was_named(
    text: str, language: Language, expected: str
) -> None:
    planned = plan(text, language)
    assert planned.intent is Intent.COMPARE
    assert planned.compare_with is not None
    compared = planned.compare_with
    assert f"{compared.first}/{compared.last}" == expected


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("spend in the previous period", EN, "2026-10-05/2026-11-04"),
        ("gasto del periodo anterior", ES, "2026-10-05/2026-11-04"),
        ("gasto del bimestre pasado", ES, "2026-09-01/2026-10-31"),
        ("gasto do último quadrimestre", PT, "2026-05-01/2026-08-31"),
        ("spend from Q1 to Q3", EN, "2026-01-01/2026-09-30"),
        ("spend between 2024 and 2025", EN, "2024-01-01/2025-12-31"),
        ("spend in the week of October 7", EN, "2026-10-05/2026-10-11"),
        ("gasto en la semana del 7 de octubre", ES, "2026-10-05/2026-10-11"),
        ("spend since the start of October", EN, "2026-10-01/2026-11-20"),
        ("spend from October 1 until today", EN, "2026-10-01/2026-11-20"),
        ("gasto en lo que va de noviembre", ES, "2026-11-01/2026-11-20"),
        ("gastos entre os dias 5 e 20 de outubro", PT, "2026-10-05/2026-10-20"),
        ("spend in the first half of the year", EN, "2026-01-01/2026-06-30"),
    ],
)
def test_further_periods(text: str, language: Language, expected: str) -> None:
    assert days(text, language) == expected


@pytest.mark.parametrize(
    ("text", "language", "merchants", "cardholders"),
    [
        ("AWS bill for October", EN, ("Amazon Web Services",), ()),
        ("total no Ipiranga em 2025", PT, ("Posto Ipiranga",), ()),
        ("gastos de Luis y de Julio en mayo", ES, (), ("Julio Gómez", "Luis Pérez")),
        ("despesas do Luis e do Domingo em maio", PT, (), ("Domingo Ruiz", "Luis Pérez")),
        ("Uber rides in May", EN, ("Uber",), ()),
    ],
)
def test_names_in_part(
    text: str, language: Language, merchants: tuple[str, ...], cardholders: tuple[str, ...]
) -> None:
    filters = plan(text, language).filters
    assert (filters.merchants, tuple(sorted(filters.cardholders))) == (merchants, cardholders)
    assert filters.categories == ()


@pytest.mark.parametrize(
    ("text", "language", "state"),
    [
        ("cards running out of credit limit", EN, CardQuestion.NEAR_LIMIT),
        ("¿qué tarjetas están por llegar al tope?", ES, CardQuestion.NEAR_LIMIT),
        ("quais cartões passaram do teto?", PT, CardQuestion.OVER_LIMIT),
        ("cards nobody has used for 30 days", EN, CardQuestion.UNUSED),
    ],
)
def test_limits_are_said_in_many_ways(text: str, language: Language, state: CardQuestion) -> None:
    assert plan(text, language).cards is state


def test_refunds_are_counted_and_not_every_row() -> None:
    assert plan("how many refunds did we get in October").measure is Measure.REFUNDS


def test_shops_are_counted_as_merchants_and_else_a_category() -> None:
    assert plan("em quantas lojas compramos ontem", PT).measure is Measure.MERCHANTS
    assert plan("top 3 lojas de 2025", PT).dimension is Dimension.MERCHANT
    assert plan("gasto em lojas em maio", PT).filters.categories == ("RETAIL",)


@pytest.mark.parametrize(
    ("text", "language", "word"),
    [
        ("purchases of about $300", EN, "about"),
        ("compras de unos 300 pesos", ES, "unos"),
        ("spend by team", EN, "team"),
        ("spend by number", EN, "number"),
        ("how many flights did we buy", EN, "flights"),
        ("gasto los domingos de octubre", ES, "domingos"),
    ],
)
def test_a_word_that_would_change_the_answer_is_not_passed_over(
    text: str, language: Language, word: str
) -> None:
    assert word in refusal(text, language).words
