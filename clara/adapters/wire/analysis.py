"""Answers of the analyst on the wire."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any

import msgspec
from msgspec import Struct, field

from clara.adapters.wire.card_transactions import CoverageView
from clara.adapters.wire.described import described
from clara.adapters.wire.evidence_links import evidence_href
from clara.application.analysis.ports import AnswerForm
from clara.domain.analysis.answer import Answer, AttachmentUse, Chart, Finding, Table
from clara.domain.analysis.assumption import Assumption
from clara.domain.analysis.figure import Figure, FileRows
from clara.domain.analysis.notice import Notice
from clara.domain.analysis.plan import Filters, QueryPlan
from clara.domain.analysis.refusal import Refusal
from clara.domain.credentials.actor import Actor
from clara.domain.money import to_decimal
from clara.domain.period import Period


class DaysView(Struct, frozen=True, kw_only=True):
    """Days, both included, in the company's zone; `label` is the words or the rule they came from."""

    from_: date = field(name="from")
    to: date
    label: str

    @classmethod
    def of(cls, period: Period) -> "DaysView":
        return cls(from_=period.first, to=period.last, label=period.label)


class PlanView(Struct, frozen=True, kw_only=True):
    """What was understood."""

    intent: str
    dimension: str | None
    measure: str
    period: DaysView
    compare: DaysView | None
    filters: dict[str, Any]
    limit: int
    ascending: bool
    cards: str | None
    policy: str | None
    attachments: str | None

    @classmethod
    def of(cls, plan: QueryPlan) -> "PlanView":
        return cls(
            intent=plan.intent.value,
            dimension=plan.dimension.value if plan.dimension else None,
            measure=plan.measure.value,
            period=DaysView.of(plan.period),
            compare=DaysView.of(plan.compare_with) if plan.compare_with else None,
            filters=parameters_of(plan.filters),
            limit=plan.limit,
            ascending=plan.ascending,
            cards=plan.cards.value if plan.cards else None,
            policy=plan.policy.value if plan.policy else None,
            attachments=plan.attachments.value if plan.attachments else None,
        )


class EvidenceView(Struct, frozen=True, kw_only=True):
    """The card transactions behind a figure: the newest of them, how many there are, a SHA-256 over
    all their ids in ascending order, a line each, and the list that shows exactly these."""

    ids: tuple[str, ...]
    total: int
    sha256: str | None
    href: str | None


class FigureView(Struct, frozen=True, kw_only=True):
    """One number of the answer, and how it was computed."""

    id: Annotated[str, described("As in the texts of findings.", "F1")]
    label: str
    amount: Decimal | None
    amount_minor: int | None
    currency: str | None
    count: int
    number: int | None
    per_mille: int | None
    query: str
    parameters: dict[str, Any]
    of: tuple[str, ...]
    files: tuple[FileRows, ...]
    transactions: EvidenceView

    @classmethod
    def of_figure(cls, figure: Figure, company_id: str) -> "FigureView":
        minor, code, proof = figure.amount_minor, figure.currency, figure.evidence
        return cls(
            id=figure.id,
            label=figure.label,
            amount=None if minor is None or code is None else to_decimal(minor, code),
            amount_minor=minor,
            currency=code,
            count=figure.count,
            number=figure.number,
            per_mille=figure.per_mille,
            query=figure.query,
            parameters={
                "from": figure.period.first.isoformat(),
                "to": figure.period.last.isoformat(),
                **parameters_of(figure.filters),
            },
            of=figure.of,
            files=figure.files,
            transactions=EvidenceView(
                ids=proof.ids,
                total=proof.total,
                sha256=proof.sha256,
                href=evidence_href(figure, company_id),
            ),
        )


class ChartView(Chart, frozen=True, kw_only=True):
    """A Vega-Lite specification, the same as pictures, and the same in words."""

    svg_href: str
    png_href: str


class RefusalView(Struct, frozen=True, kw_only=True):
    """Why there is no answer, and what can be asked instead."""

    reason: str
    words: tuple[str, ...]
    nearest: tuple[str, ...]
    try_: tuple[str, ...] = field(name="try")
    tool: str | None

    @classmethod
    def of(cls, refusal: Refusal) -> "RefusalView":
        return cls(
            reason=refusal.reason.value,
            words=refusal.words,
            nearest=refusal.nearest,
            try_=refusal.try_,
            tool=refusal.tool,
        )


class AnswerView(Struct, frozen=True, kw_only=True):
    """What the analyst answers: the result of a task of kind `agent.analysis`."""

    engine: str
    question: str
    language: str
    status: str
    answer: str
    plan: PlanView | None
    figures: tuple[FigureView, ...]
    table: Table | None
    chart: ChartView | None
    coverage: CoverageView | None
    assumptions: tuple[Assumption, ...]
    notices: tuple[Notice, ...]
    findings: tuple[Finding, ...]
    follow_ups: tuple[str, ...]
    attachments: tuple[AttachmentUse, ...]
    refusal: RefusalView | None
    credits: int

    @classmethod
    def of(cls, answer: Answer, actor: Actor, task_id: str) -> "AnswerView":
        return cls(
            engine=answer.engine,
            question=answer.question,
            language=answer.language.value,
            status=answer.status.value,
            answer=answer.text,
            plan=PlanView.of(answer.plan) if answer.plan else None,
            figures=tuple(
                FigureView.of_figure(one, actor.company.company_id) for one in answer.figures
            ),
            table=answer.table,
            chart=_chart(answer.chart, actor, task_id) if answer.chart else None,
            coverage=CoverageView.of(answer.coverage) if answer.coverage else None,
            assumptions=answer.assumptions,
            notices=answer.notices,
            findings=answer.findings,
            follow_ups=answer.follow_ups,
            attachments=answer.attachments,
            refusal=RefusalView.of(answer.refusal) if answer.refusal else None,
            credits=answer.credits,
        )


class WireAnswers(AnswerForm):
    def written(self, answer: Answer, actor: Actor, task_id: str) -> dict[str, Any]:
        # Amounts become numbers of JSON; `amount_minor` beside each is the exact one.
        found: dict[str, Any] = msgspec.json.decode(
            _JSON.encode(AnswerView.of(answer, actor, task_id))
        )
        return found


_JSON = msgspec.json.Encoder(decimal_format="number")


def parameters_of(filters: Filters) -> dict[str, Any]:
    """What narrows the rows, without what does not."""
    found: dict[str, Any] = msgspec.to_builtins(filters)
    return {name: value for name, value in found.items() if value not in (None, [], ())}


def _chart(chart: Chart, actor: Actor, task_id: str) -> ChartView:
    place = f"/api/v1/users/{actor.user_id}/tasks/{task_id}/chart"
    return ChartView(
        vega_lite=chart.vega_lite,
        alt=chart.alt,
        svg_href=f"{place}.svg",
        png_href=f"{place}.png",
    )
