from dataclasses import dataclass
from typing import Annotated

from msgspec import Meta

from clara.application.analysis.executor import Executor
from clara.application.analysis.ports import Analyst, Books, Formats, Question, Vocabulary
from clara.application.ports import Clock
from clara.application.use_case import Effect, UseCase
from clara.domain.analysis.answer import Answer
from clara.domain.card_numbers import mask_card_numbers
from clara.domain.credentials.actor import Actor
from clara.domain.ids import InCompany
from clara.domain.period import local_day
from clara.domain.text import clean

MAX_QUESTION = 500


class AnswerQuestionCommand(InCompany, frozen=True, kw_only=True, forbid_unknown_fields=True):
    question: Annotated[
        str,
        Meta(
            min_length=1,
            max_length=MAX_QUESTION,
            description="In English, Spanish or Portuguese.",
            examples=["¿cuánto gastamos en software este trimestre?"],
        ),
    ]


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
    is_for_operators = True
    command = AnswerQuestionCommand
    result = Answer

    analyst: Analyst
    vocabulary: Vocabulary
    books: Books
    formats: Formats
    clock: Clock

    async def __call__(self, actor: Actor, command: AnswerQuestionCommand) -> Answer:
        # Answers quote what was asked.
        text = mask_card_numbers(clean(command.question, MAX_QUESTION))
        seat = actor.company
        planned = await self.analyst.plan(
            Question(
                text=text,
                seat=seat,
                today=local_day(self.clock.now(), seat.time_zone),
                names=await self.vocabulary.names(actor),
                language=actor.language,
            )
        )
        executor = Executor(self.books, self.analyst, self.formats, self.clock)
        return await executor.answer(actor, text, planned)
