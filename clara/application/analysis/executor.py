"""Carrying plans out: a plan becomes figures, and figures an answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from clara.application.analysis.figures import DIGESTS_UP_TO, Figures
from clara.application.analysis.findings import MOST_FINDINGS, is_too_much, standing_out
from clara.application.analysis.intents.attached_rows import dated, uses
from clara.application.analysis.intents.buckets import preceding
from clara.application.analysis.intents.carrying import INTENTS, why_not
from clara.application.analysis.ports import Analyst, Books, Formats, OpenBooks, Planned
from clara.application.analysis.refusing import in_words, said_of
from clara.application.analysis.sentence import Sentence, filled, is_faithful
from clara.application.analysis.texts import TEXTS
from clara.application.analysis.work import Outcome, Unanswerable, Work
from clara.application.ports import Clock
from clara.domain.accounts.language import Language
from clara.domain.analysis.answer import Answer, AnswerStatus
from clara.domain.analysis.attached import Attached
from clara.domain.analysis.measuring import measured
from clara.domain.analysis.notice import Notice, NoticeCode
from clara.domain.analysis.plan import QueryPlan
from clara.domain.analysis.refusal import Refusal, RefusalReason
from clara.domain.credentials.actor import Actor, Seat


@dataclass(frozen=True, slots=True)
class Executor:
    """Answers plans from the books of the actor's company, all figures of an answer as of one
    moment. `digests_up_to` is how many rows a figure may have to be digested at once."""

    books: Books
    analyst: Analyst
    formats: Formats
    clock: Clock
    digests_up_to: int = DIGESTS_UP_TO

    async def answer(
        self, actor: Actor, question: str, planned: Planned, attached: Sequence[Attached] = ()
    ) -> Answer:
        """The answer to `question`, as it was planned, from the books and from files that came with
        it; a refusal where it was refused or nothing there can answer it. Nothing is charged here.
        Raises what the store raises."""
        files = tuple(attached)
        if isinstance(planned.outcome, Refusal):
            return _refused(question, planned, planned.outcome, files)
        seat = actor.company
        plan = dated(planned.outcome, files, self._today(seat))
        reason = why_not(plan, has_files=bool(files))
        if reason is not None:
            refusal = Refusal(
                reason=reason,
                needs_clarification=reason is RefusalReason.NEEDS_ATTACHMENTS,
            )
            return _refused(question, planned, refusal, files, plan)
        async with self.books.opened(actor) as books:
            work = self._begun(books, seat, plan, planned.language, files)
            try:
                outcome = await INTENTS[plan.intent](work)
            except Unanswerable as error:
                return _refused(question, planned, Refusal(reason=error.reason), files, plan)
            findings = outcome.findings or await standing_out(work, outcome)
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
            notices=(*said_of(planned), *_noticed(work, outcome)),
            findings=findings[:MOST_FINDINGS],
            follow_ups=tuple(_asked(work, key) for key in outcome.follow_ups),
            attachments=outcome.attachments or uses(files, TEXTS[planned.language], {}),
        )

    def _today(self, seat: Seat) -> date:
        return seat.today(self.clock.now())

    def _begun(
        self,
        books: OpenBooks,
        seat: Seat,
        plan: QueryPlan,
        language: Language,
        attached: tuple[Attached, ...],
    ) -> Work:
        what = measured(plan.filters, plan.measure)
        return Work(
            books=books,
            plan=plan,
            measured=what,
            seat=seat,
            today=self._today(seat),
            sentence=Sentence(language, self.formats),
            figures=Figures(books, what.named, plan.period, seat.currency, self.digests_up_to),
            attached=attached,
        )

    async def _worded(self, planned: Planned, sentence: Sentence) -> str:
        """In the analyst's words where they are faithful, else in ours."""
        ours = sentence.text
        theirs = await self.analyst.narrate(planned, ours)
        return filled(theirs if is_faithful(theirs, ours) else ours, sentence.slots)


def _noticed(work: Work, outcome: Outcome) -> tuple[Notice, ...]:
    """That findings were not looked for, where there was too much to look through."""
    if not is_too_much(work, outcome):
        return ()
    code = NoticeCode.NOT_LOOKED_THROUGH
    return (Notice(code=code, text=work.words(f"notice.{code.value}")),)


def _refused(
    question: str,
    planned: Planned,
    refusal: Refusal,
    files: tuple[Attached, ...],
    plan: QueryPlan | None = None,
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
        attachments=uses(files, TEXTS[planned.language], {}),
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
