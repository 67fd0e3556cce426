"""An analysis as a task: what is asked, the one step that answers, and what that costs."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
from msgspec import Struct, structs

from clara.application.analysis.ports import AnswerForm
from clara.application.analysis.questions import Questions
from clara.application.attachments.held_attachments import HeldAttachments
from clara.application.tasks.kind import Report, TaskKind, TaskStep, Work
from clara.domain.analysis.answer import AnswerStatus
from clara.domain.analysis.attached import Attached
from clara.domain.credentials.actor import Actor


@dataclass(frozen=True, slots=True)
class AnalysisPrice:
    """Credits for an answered question: a setting. Refusals are free."""

    credits: int


class Asked(Struct, frozen=True, kw_only=True):
    prompt: str
    attachment_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answering(TaskStep):
    """Reads the files and the books and writes nothing, so that it may be done again."""

    name = "answer"
    words = "Answering"

    attachments: HeldAttachments
    questions: Questions
    form: AnswerForm
    price: AnalysisPrice

    async def __call__(self, work: Work, report: Report) -> dict[str, Any]:
        asked = msgspec.convert(work.asked, Asked)
        attached = await self._attached(work.actor, asked, report)
        answer = await self.questions.answer(work.actor, asked.prompt, attached)
        if answer.status is AnswerStatus.ANSWERED:
            answer = structs.replace(answer, credits=self.price.credits)
        return self.form.written(answer, work.actor, work.task_id)

    async def _attached(self, actor: Actor, asked: Asked, report: Report) -> tuple[Attached, ...]:
        if not asked.attachment_ids:
            return ()
        assert actor.user_id is not None, "an analysis belongs to a user"
        found = await self.attachments.named(actor.user_id, asked.attachment_ids)
        seat, read = actor.company, []
        for number, attachment in enumerate(found):
            # None of their names: whoever reads this may be an assistant.
            await report(80 * number // len(found), f"Reading file {number + 1} of {len(found)}")
            contents = await self.attachments.contents(attachment, seat.currency, seat.time_zone)
            read.append(Attached(attachment=attachment, contents=contents))
        return tuple(read)


def _is_answered(result: Mapping[str, Any]) -> bool:
    return bool(result["status"] == AnswerStatus.ANSWERED.value)


ANALYSIS = TaskKind("agent.analysis", (Answering,), is_charged=_is_answered)
