from dataclasses import dataclass

from clara.application.analysis.questions import Questions, QuestionText
from clara.application.use_case import Effect, UseCase
from clara.domain.analysis.answer import Answer
from clara.domain.credentials.actor import Actor
from clara.domain.ids import InCompany


class AnswerQuestionCommand(InCompany, frozen=True, kw_only=True, forbid_unknown_fields=True):
    question: QuestionText


@dataclass(frozen=True, slots=True)
class AnswerQuestion(UseCase[AnswerQuestionCommand, Answer]):
    """Answer a question about a company's card transactions, exactly, with the rows behind each
    figure. For operators.

    A question that can't be answered is refused with the reason and with questions near it that can.

    Errors: company_not_found.
    """

    name = "analysis.answer"
    tool = "answer_question"
    title = "Answer a question"
    action = "question.answered"
    effect = Effect.READ
    is_report = True
    is_for_operators = True
    command = AnswerQuestionCommand
    result = Answer

    questions: Questions

    async def __call__(self, actor: Actor, command: AnswerQuestionCommand) -> Answer:
        return await self.questions.answer(actor, command.question)
