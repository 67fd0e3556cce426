"""Carrying plans out: a plan becomes figures, and figures an answer."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from clara.application.analysis.figures import DIGESTS_UP_TO, Figures
from clara.application.analysis.intents.averages import average
from clara.application.analysis.intents.buckets import preceding
from clara.application.analysis.intents.card_states import card_states
from clara.application.analysis.intents.comparing import comparison
from clara.application.analysis.intents.counts import DISTINCT, counting
from clara.application.analysis.intents.listings import largest, listing
from clara.application.analysis.intents.patterns import duplicates, recurring, unusual
from clara.application.analysis.intents.policies import policy
from clara.application.analysis.intents.rankings import ranking
from clara.application.analysis.intents.shares import share
from clara.application.analysis.intents.totals import total
from clara.application.analysis.intents.trends import trend
from clara.application.analysis.ports import Analyst, Books, Formats, OpenBooks, Planned
from clara.application.analysis.refusing import in_words, said_of
from clara.application.analysis.sentence import Sentence, filled, is_faithful
from clara.application.analysis.work import Outcome, Work
from clara.application.ports import Clock
from clara.domain.accounts.language import Language
from clara.domain.analysis.answer import Answer, AnswerStatus
from clara.domain.analysis.measuring import measured
from clara.domain.analysis.plan import Intent, QueryPlan
from clara.domain.analysis.refusal import Refusal, RefusalReason
from clara.domain.credentials.actor import Actor, Seat
from clara.domain.period import local_day

_INTENTS: Mapping[Intent, Callable[[Work], Awaitable[Outcome]]] = {
    Intent.TOTAL: total,
    Intent.TOP: ranking,
    Intent.LIST: listing,
    Intent.LARGEST: largest,
    Intent.COMPARE: comparison,
    Intent.TREND: trend,
    Intent.AVERAGE: average,
    Intent.COUNT: counting,
    Intent.SHARE: share,
    Intent.DUPLICATES: duplicates,
    Intent.RECURRING: recurring,
    Intent.UNUSUAL: unusual,
    Intent.POLICY: policy,
    Intent.CARDS: card_states,
}
"""What is not here has nothing to be answered from: no receipts and no attached files are held."""

_GROUPED = frozenset({Intent.TOP, Intent.TREND, Intent.COMPARE, Intent.AVERAGE, Intent.SHARE})
_SIZED = _GROUPED | {Intent.TOTAL, Intent.COUNT}

MOST_FINDINGS = 5


@dataclass(frozen=True, slots=True)
class Executor:
    """Answers plans from the books of the actor's company, all figures of an answer as of one
    moment. `digests_up_to` is how many rows a figure may have to be digested at once."""

    books: Books
    analyst: Analyst
    formats: Formats
    clock: Clock
    digests_up_to: int = DIGESTS_UP_TO

    async def answer(self, actor: Actor, question: str, planned: Planned) -> Answer:
        """The answer to `question`, as it was planned; a refusal where it was refused. Nothing is
        charged here. Raises what the store raises."""
        plan = planned.outcome
        if isinstance(plan, Refusal):
            return _refused(question, planned, plan)
        reason = _why_not(plan)
        if reason is not None:
            return _refused(question, planned, Refusal(reason=reason), plan)
        async with self.books.opened(actor) as books:
            work = self._begun(books, actor.company, plan, planned.language)
            outcome = await _INTENTS[plan.intent](work)
        return Answer(
            engine=planned.engine,
            question=question,
            language=planned.language,
            status=AnswerStatus.ANSWERED,
            plan=plan,
            text=await self._worded(planned, outcome.sentence),
            figures=tuple(work.figures.found),
            table=outcome.table,
            chart=outcome.chart,
            coverage=outcome.coverage,
            assumptions=plan.assumptions,
            notices=said_of(planned),
            findings=outcome.findings[:MOST_FINDINGS],
            follow_ups=tuple(_asked(work, key) for key in outcome.follow_ups),
        )

    def _begun(self, books: OpenBooks, seat: Seat, plan: QueryPlan, language: Language) -> Work:
        what = measured(plan.filters, plan.measure)
        return Work(
            books=books,
            plan=plan,
            measured=what,
            seat=seat,
            today=local_day(self.clock.now(), seat.time_zone),
            sentence=Sentence(language, self.formats),
            figures=Figures(books, what.named, plan.period, seat.currency, self.digests_up_to),
        )

    async def _worded(self, planned: Planned, sentence: Sentence) -> str:
        """In the analyst's words where they are faithful, else in ours."""
        ours = sentence.text
        theirs = await self.analyst.narrate(planned, ours)
        return filled(theirs if is_faithful(theirs, ours) else ours, sentence.slots)


def _why_not(plan: QueryPlan) -> RefusalReason | None:
    """Different ones are counted of everything asked for, not of each group of another kind."""
    if plan.intent not in _INTENTS:
        return RefusalReason.NOT_HELD
    is_grouped = plan.dimension is not None or plan.intent in _GROUPED
    if plan.measure in DISTINCT and plan.intent in _SIZED and is_grouped:
        return RefusalReason.TWO_GROUPINGS
    return None


def _refused(
    question: str, planned: Planned, refusal: Refusal, plan: QueryPlan | None = None
) -> Answer:
    unclear = refusal.needs_clarification
    return Answer(
        engine=planned.engine,
        question=question,
        language=planned.language,
        status=AnswerStatus.NEEDS_CLARIFICATION if unclear else AnswerStatus.REFUSED,
        plan=plan,
        text=in_words(refusal, planned.language),
        notices=said_of(planned),
        refusal=refusal,
    )


def _asked(work: Work, key: str) -> str:
    """A question that can be asked next, about the same days."""
    period = work.plan.period
    before = preceding(period)
    return work.words(
        key,
        first=period.first.isoformat(),
        last=period.last.isoformat(),
        before_first=before.first.isoformat(),
        before_last=before.last.isoformat(),
    )
