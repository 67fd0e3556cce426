"""What comes of a question."""

from enum import StrEnum
from typing import Any

from msgspec import Struct

from clara.domain.accounts.language import Language
from clara.domain.analysis.assumption import Assumption
from clara.domain.analysis.figure import Figure
from clara.domain.analysis.notice import Notice
from clara.domain.analysis.plan import QueryPlan
from clara.domain.analysis.refusal import Refusal
from clara.domain.card_transactions.totals import Coverage


class AnswerStatus(StrEnum):
    ANSWERED = "answered"
    NEEDS_CLARIFICATION = "needs_clarification"
    REFUSED = "refused"


class Column(Struct, frozen=True, kw_only=True):
    """`kind`: text, money, count, per_mille or date. Money cells are minor units of the row's or the
    table's currency."""

    name: str
    label: str
    kind: str


class Table(Struct, frozen=True, kw_only=True):
    """Rows in the order of the answer; a cell is text, a whole number or None."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str | int | None, ...], ...]


class Severity(StrEnum):
    NOTICE = "notice"
    WARNING = "warning"


class Finding(Struct, frozen=True, kw_only=True):
    """Something worth a person's look, the figures it rests on, and what to do next."""

    title: str
    severity: Severity
    figures: tuple[str, ...]
    next_step: str


class Chart(Struct, frozen=True, kw_only=True):
    """`vega_lite` is a whole specification with its data; `alt` says the same in words."""

    vega_lite: dict[str, Any]
    alt: str


class AttachmentUse(Struct, frozen=True, kw_only=True):
    name: str
    kind: str
    rows: int
    used_for: str
    warnings: tuple[str, ...] = ()


class Answer(Struct, frozen=True, kw_only=True):
    """`text` is finished: every figure in it was put there by us. `engine` is `rules` or
    `llm:<model>`, whoever understood the question; `credits` is what was charged, 0 unless answered."""

    engine: str
    question: str
    language: Language
    status: AnswerStatus
    plan: QueryPlan | None
    text: str
    figures: tuple[Figure, ...] = ()
    table: Table | None = None
    chart: Chart | None = None
    coverage: Coverage | None = None
    assumptions: tuple[Assumption, ...] = ()
    notices: tuple[Notice, ...] = ()
    findings: tuple[Finding, ...] = ()
    follow_ups: tuple[str, ...] = ()
    attachments: tuple[AttachmentUse, ...] = ()
    refusal: Refusal | None = None
    credits: int = 0
