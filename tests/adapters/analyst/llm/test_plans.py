"""A model explains words; what it says becomes a plan only where the question bears it out."""

import pytest

from clara.domain.accounts.language import Language
from clara.domain.analysis.assumption import AssumptionKind
from clara.domain.analysis.notice import NoticeCode
from clara.domain.analysis.plan import CardQuestion, Dimension, Intent, Measure, QueryPlan
from clara.domain.analysis.refusal import Refusal, RefusalReason
from clara.domain.card_transactions.category import Category
from tests.adapters.analyst.llm.thinking import EN, ES, PT, asked, plan, refusal

DOUGH = "How much blorp did we glimmer at Uber last month?"


def test_unknown_words_are_explained_and_what_rules_read_stays() -> None:
    found = plan(DOUGH, {"intent": "total", "asking": ["blorp", "glimmer"]})
    assert (found.intent, found.measure, found.filters.merchants) == (
        Intent.TOTAL,
        Measure.SPEND,
        ("Uber",),
    )
    assert f"{found.period.first}/{found.period.last}" == "2026-10-01/2026-10-31"


def test_an_answer_says_which_words_a_model_explained() -> None:
    found = plan(DOUGH, {"intent": "total", "asking": ["blorp", "glimmer"]})
    said = {one.words: one.taken_as for one in found.assumptions if one.kind == "read_by_model"}
    assert said == {"blorp glimmer": "total spend"}


def test_a_colloquial_question_in_spanish() -> None:
    found = plan(
        "¿cuánta blorpa se nos fue en zumbas el mes pasado?",
        {
            "intent": "total",
            "categories": [{"words": "zumbas", "category": "FOOD"}],
            "asking": ["blorpa"],
        },
        language=ES,
    )
    assert found.filters.categories == (Category.FOOD,)
    assert found.period.label == "mes pasado"


def test_a_ranking_in_portuguese() -> None:
    found = plan(
        "onde glomamos a maior borfunfa por estabelecimento em junho?",
        {"intent": "top", "dimension": "merchant", "asking": ["glomamos", "borfunfa", "maior"]},
        language=PT,
    )
    assert (found.intent, found.dimension) == (Intent.TOP, Dimension.MERCHANT)
    assert (found.period.first.month, found.period.last.day) == (6, 30)


def test_cards_by_what_they_are() -> None:
    found = plan(
        "blorps that snoozed over the last 60 days",
        {"intent": "cards", "cards": "unused", "asking": ["blorps that snoozed", "over"]},
    )
    assert (found.intent, found.cards) == (Intent.CARDS, CardQuestion.UNUSED)


def test_talk_around_the_object_is_passed_over() -> None:
    said = 'Sure! ```json\n{"intent":"total","asking":["blorp","glimmer"]}\n``` There you go.'
    assert plan(DOUGH, said).intent is Intent.TOTAL


def test_a_second_try_is_told_what_was_wrong() -> None:
    planned, thinker = asked(DOUGH, "no idea", {"intent": "total", "asking": ["blorp", "glimmer"]})
    assert isinstance(planned.outcome, QueryPlan)
    assert thinker.requests == 2
    assert "no JSON object" in thinker.heard[1]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("How much did we spend at Uber last month?", EN),
        ("¿cuánto gastamos por categoría este año?", ES),
        ("quais foram os cinco maiores gastos de outubro?", PT),
    ],
)
def test_what_rules_understand_is_sent_nowhere(text: str, language: Language) -> None:
    planned, thinker = asked(text, "never said", language=language)
    assert isinstance(planned.outcome, QueryPlan)
    assert (planned.engine, thinker.requests) == ("rules", 0)


@pytest.mark.parametrize(
    "text",
    [
        "lock the marketing team card",
        "why did we spend so much?",
        "how much will we spend next month?",
        "should we cut travel?",
        "how much blorp did we not glimmer at Uber?",
        "how much blorp did Ana glimmer last month?",
        "spend by category and by merchant this month",
        "how much blorp on 31 June 2026?",
        "how much blorp of our payroll last month?",
        "how much blorp did my card 0000 glimmer?",
        "how much blorp did we glimmer on 5/6/2026?",
    ],
)
def test_what_a_person_has_to_say_or_rules_know_better_is_sent_nowhere(text: str) -> None:
    planned, thinker = asked(text, {"intent": "total"})
    assert isinstance(planned.outcome, Refusal)
    assert (planned.engine, planned.notices, thinker.requests) == ("rules", (), 0)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"intent": "total", "asking": ["blorp"]}, "a word is lost"),
        ({"intent": "total", "asking": ["blorp", "glimmer", "wasted"]}, "a word nobody wrote"),
        ({"asking": ["blorp", "glimmer"]}, "no intent"),
        ({"intent": "top", "asking": ["blorp", "glimmer"]}, "no dimension"),
        ({"intent": "trend", "dimension": "merchant", "asking": ["blorp", "glimmer"]}, "no time"),
        ({"intent": "cards", "asking": ["blorp", "glimmer"]}, "no question of cards"),
        ({"intent": "total", "asking": ["blorp", "glimmer"], "answer": 42}, "a field of its own"),
        ({"intent": "statement", "asking": ["blorp", "glimmer"]}, "files are for rules"),
        (
            {
                "intent": "total",
                "asking": ["blorp", "glimmer"],
                "periods": [{"words": "last month", "rule": "2026-09"}],
            },
            "a period that rules have read",
        ),
        (
            {
                "intent": "total",
                "asking": ["blorp", "glimmer"],
                "periods": [{"words": "in spring", "rule": "2026-03"}],
            },
            "a period out of thin air",
        ),
        (
            {
                "intent": "total",
                "asking": ["glimmer"],
                "periods": [{"words": "blorp", "rule": "2026-03"}],
            },
            "two periods, of which one was read",
        ),
        (
            {
                "intent": "total",
                "asking": ["glimmer"],
                "amounts": [{"words": "blorp", "bound": "above"}],
            },
            "an amount that is none",
        ),
    ],
)
def test_a_plan_that_the_question_does_not_bear_out_is_none(
    said: dict[str, object], why: str
) -> None:
    planned, thinker = asked(DOUGH, said)
    assert isinstance(planned.outcome, Refusal), why
    if why.startswith("two periods"):
        assert planned.outcome.reason is RefusalReason.TWO_PERIODS
        return
    assert (planned.engine, planned.notices) == ("rules", (NoticeCode.MODEL_NOT_UNDERSTOOD,))
    assert thinker.requests == 2


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("refunds that glimmer last month", {"intent": "total", "measure": "spend"}),
        (
            "which merchants glimmer the least last month",
            {"intent": "top", "dimension": "merchant"},
        ),
        ("top 3 that glimmer last month", {"intent": "total"}),
        ("spend by category that glimmers", {"intent": "top", "dimension": "merchant"}),
        ("blorp glimmer last month", {"intent": "count", "measure": "spend"}),
        ("blorp glimmer last month", {"intent": "total", "smallest_first": True}),
        ("blorp glimmer last month", {"intent": "compare", "dimension": "month"}),
        ("blorp glimmer last month", {"intent": "total", "dimension": "category"}),
        ("blorp glimmer last month", {"intent": "total", "cards": "locked"}),
        (
            "charges over $500 that glimmer 300 blorp",
            {"intent": "list", "amounts": [{"words": "300", "bound": "below"}]},
        ),
        (
            "blorp glimmer last month",
            {
                "intent": "total",
                "categories": [
                    {"words": "blorp", "category": "FOOD"},
                    {"words": "blorp", "category": "TRAVEL"},
                ],
            },
        ),
    ],
)
def test_what_rules_have_read_is_neither_lost_nor_changed(
    text: str, said: dict[str, object]
) -> None:
    """Every word is explained, and that is not enough."""
    words = [word for word in text.split() if word not in ("3", "300", "$500")]
    planned, _ = asked(text, {"asking": words, **said})
    assert isinstance(planned.outcome, Refusal)
    assert planned.notices == (NoticeCode.MODEL_NOT_UNDERSTOOD,)


def test_words_that_resemble_no_name_are_none() -> None:
    name = {"words": "blorp", "kind": "merchant", "name": "Starbucks"}
    said = {"intent": "total", "names": [name], "asking": ["snarfed", "starbux"]}
    found = refusal("starbux blorp snarfed last month", said)
    assert (found.words, found.nearest) == (("blorp",), ())


def test_a_name_is_one_of_the_companys_that_the_words_resemble() -> None:
    said = {
        "intent": "total",
        "names": [{"words": "Starbux", "kind": "merchant", "name": "Starbucks"}],
        "asking": ["blorp", "snarfed"],
    }
    found = plan("blorp snarfed at Starbux last month", said)
    assert found.filters.merchants == ("Starbucks",)
    assert ("Starbux", "Starbucks") in [(one.words, one.taken_as) for one in found.assumptions]


@pytest.mark.parametrize(
    ("name", "kind"),
    [("Starbucks Reserve", "merchant"), ("Uber", "merchant"), ("Starbucks", "cardholder")],
)
def test_a_name_the_company_does_not_have_is_refused_with_those_near(name: str, kind: str) -> None:
    found = refusal(
        "blorp snarfed at Starbux last month",
        {
            "intent": "total",
            "names": [{"words": "Starbux", "kind": kind, "name": name}],
            "asking": ["blorp", "snarfed"],
        },
    )
    assert (found.reason, found.words, found.nearest) == (
        RefusalReason.UNKNOWN_WORDS,
        ("Starbux",),
        ("Starbucks",),
    )
    assert found.try_


@pytest.mark.parametrize(
    "text", ["blorp snarfed at Wendys last month", "the 12 blorp sinks in June"]
)
def test_names_and_numbers_are_never_passed_over(text: str) -> None:
    said = {"intent": "total", "asking": text.split()}
    planned, _ = asked(text, said)
    assert isinstance(planned.outcome, Refusal)
    assert planned.notices == (NoticeCode.MODEL_NOT_UNDERSTOOD,)


def test_an_amount_is_the_one_that_stands_there() -> None:
    said = {
        "intent": "list",
        "amounts": [{"words": "5k", "bound": "above"}],
        "asking": ["blorps yonder"],
    }
    found = plan("blorps yonder 5k last month", said)
    assert (found.filters.above_minor, found.filters.amount_currency) == (500_000, "USD")


def test_words_that_no_grammar_reads_may_be_a_period() -> None:
    said = {
        "intent": "total",
        "periods": [{"words": "since the regatta", "rule": "2026-04-05/.."}],
        "asking": ["blorp snarfed"],
    }
    found = plan("blorp snarfed since the regatta", said)
    assert f"{found.period.first}/{found.period.last}" == "2026-04-05/2026-11-20"
    assert ("since the regatta", "2026-04-05/2026-11-20") in [
        (one.words, one.taken_as) for one in found.assumptions
    ]


@pytest.mark.parametrize("rule", ["2019-04-21/..", "1999", "2026-13", "soon", "2026-02-30/.."])
def test_days_far_away_or_impossible_are_no_period(rule: str) -> None:
    said = {
        "intent": "total",
        "periods": [{"words": "since the regatta", "rule": rule}],
        "asking": ["blorp snarfed"],
    }
    planned, _ = asked("blorp snarfed since the regatta", said)
    assert planned.notices == (NoticeCode.MODEL_NOT_UNDERSTOOD,)


def test_days_to_come_are_refused_as_such() -> None:
    said = {
        "intent": "total",
        "periods": [{"words": "around the jamboree", "rule": "2026-12-24/2026-12-26"}],
        "asking": ["blorp snarfed"],
    }
    assert refusal("blorp snarfed around the jamboree", said).reason is RefusalReason.FORECAST


@pytest.mark.parametrize("reason", ["negation", "forecast", "not_held", "two_groupings"])
def test_a_model_may_say_why_there_is_no_plan(reason: str) -> None:
    found = refusal("blorp snarfed zans Uber last month", {"cannot": reason})
    assert found.reason is RefusalReason(reason)
    assert "zans" in found.words


def test_without_a_period_the_billing_period_is_said_to_be_meant() -> None:
    found = plan("blorp snarfed at Uber", {"intent": "total", "asking": ["blorp snarfed"]})
    kinds = [one.kind for one in found.assumptions]
    assert AssumptionKind.NO_PERIOD in kinds
    assert found.period.label == "current_billing_period"
