"""The question box of the list: a question becomes the list's filter, or is refused with questions
near it. The analyst's whole answer is a task."""

from litestar import post

from clara.adapters.web.console.console import Console
from clara.adapters.web.console.opening import Page
from clara.adapters.web.console.pages.transactions_filter import PLACE
from clara.adapters.web.console.visit import Answer
from clara.adapters.web.request import settings_of
from clara.adapters.wire.evidence_links import Asked, list_query
from clara.application.analysis.plan_question import PlannedQuestion, PlanQuestion
from clara.application.analysis.refusing import without_questions
from clara.application.analysis.run_analysis import RunAnalysis
from clara.domain.analysis.measuring import measured
from clara.domain.analysis.plan import Intent, Measure, QueryPlan
from clara.domain.card_transactions.filter import Sort
from clara.domain.errors import ClaraError

_NO_ROWS = frozenset({Intent.CARDS, Intent.STATEMENT, Intent.RECEIPTS})
"""Are about something else than card transactions that a list shows."""
_ONE_KIND = frozenset({Measure.REFUNDS, Measure.FEES})


@post(PLACE + "/question")
async def ask(page: Page) -> Answer:
    """Planned only, which is free; sent with a form, so that no log of addresses has it as it was
    typed. The list's address has it without card numbers."""
    try:
        planned: PlannedQuestion = await page.run(
            PlanQuestion, question=page.given.get("question", "")
        )
    except ClaraError as error:
        return _shown(page, None, error)
    query = _query(page, planned.plan) if planned.plan is not None else None
    if query is None:
        return _shown(page, planned)
    return page.go(PLACE, query={**query, "read": planned.question})


@post(PLACE + "/analysis")
async def analyse(page: Page) -> Answer:
    try:
        task = await page.run(RunAnalysis, prompt=page.given.get("question", ""))
    except ClaraError as error:
        return _shown(page, None, error)
    return page.go(f"/tasks/{task.id}")


ROUTES = [ask, analyse]


def _query(page: Console, plan: QueryPlan) -> Asked | None:
    """The list of what the question is about: as it says, and of refunds or fees only these."""
    if plan.intent in _NO_ROWS or page.company is None:
        return None
    filters = plan.filters
    if plan.measure in _ONE_KIND:
        filters = measured(filters, plan.measure).named
    query = list_query(filters, plan.period, page.company.currency)
    if query is not None and plan.intent is Intent.LARGEST:
        query["sort"] = (Sort.SMALLEST if plan.ascending else Sort.LARGEST).value
    return query


def _shown(
    page: Console, planned: PlannedQuestion | None, error: ClaraError | None = None
) -> Answer:
    question = planned.question if planned is not None else page.given.get("question", "")
    refusal = planned.refusal if planned is not None else None
    near = refusal.try_ if refusal is not None else ()
    return page.show(
        "transactions/question.html",
        error=error,
        question=question,
        planned=planned,
        near=near,
        said=without_questions(planned.refused, near, planned.language)
        if planned is not None and planned.refused
        else "",
        is_about_cards=planned is not None
        and planned.plan is not None
        and planned.plan.intent is Intent.CARDS,
        price=settings_of(page.request).analysis_credits,
    )
