from dataclasses import dataclass

from msgspec import Struct, structs

from clara.application.analysis.ports import Analyst, Planned, Question, Vocabulary
from clara.application.analysis.questions import MAX_QUESTION, QuestionText
from clara.application.analysis.refusing import in_words, said_of
from clara.application.ports import Clock
from clara.application.use_case import Effect, UseCase
from clara.domain.accounts.language import Language
from clara.domain.analysis.notice import Notice
from clara.domain.analysis.plan import QueryPlan
from clara.domain.analysis.refusal import Refusal
from clara.domain.card_numbers import mask_card_numbers
from clara.domain.credentials.actor import Actor
from clara.domain.credentials.scope import Scope
from clara.domain.ids import InCompany
from clara.domain.text import clean


class PlanQuestionCommand(InCompany, frozen=True, kw_only=True, forbid_unknown_fields=True):
    question: QuestionText


class PlannedQuestion(Struct, frozen=True, kw_only=True):
    """`question` as it was read, and a `plan` for it; or a `refusal`, and `refused`, which says why
    in words of the question's language."""

    question: str
    language: Language
    plan: QueryPlan | None = None
    refusal: Refusal | None = None
    refused: str = ""
    notices: tuple[Notice, ...] = ()

    @classmethod
    def of(cls, question: str, planned: Planned) -> "PlannedQuestion":
        made = cls(question=question, language=planned.language, notices=said_of(planned))
        outcome = planned.outcome
        if isinstance(outcome, QueryPlan):
            return structs.replace(made, plan=outcome)
        refused = in_words(structs.replace(outcome, try_=()), planned.language)
        return structs.replace(made, refusal=outcome, refused=refused)


@dataclass(frozen=True, slots=True)
class PlanQuestion(UseCase[PlanQuestionCommand, PlannedQuestion]):
    """Say how a question about card transactions is understood, in English, Spanish or Portuguese:
    what is asked for, of which rows and which days. It is not answered and costs nothing.

    A question that is not understood is refused with the reason and with questions near it that are.

    Errors: company_not_found.
    """

    name = "analysis.plan"
    tool = "plan_question"
    title = "Plan a question"
    action = "question.planned"
    effect = Effect.READ
    scope = Scope.TRANSACTIONS_READ
    command = PlanQuestionCommand
    result = PlannedQuestion

    analyst: Analyst
    vocabulary: Vocabulary
    clock: Clock

    async def __call__(self, actor: Actor, command: PlanQuestionCommand) -> PlannedQuestion:
        # What was asked is repeated to whoever asked, and stands in the address of the list.
        asked = mask_card_numbers(clean(command.question, MAX_QUESTION))
        question = Question(
            text=asked,
            seat=actor.company,
            today=actor.company.today(self.clock.now()),
            names=await self.vocabulary.names(actor),
            language=actor.language,
        )
        return PlannedQuestion.of(asked, await self.analyst.plan(question))
