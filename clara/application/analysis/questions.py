"""From a question to its answer, for every operation that is asked one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from msgspec import Meta

from clara.application.analysis.executor import Executor
from clara.application.analysis.ports import Analyst, Books, Formats, Question, Vocabulary
from clara.application.ports import Clock
from clara.domain.analysis.answer import Answer
from clara.domain.analysis.attached import Attached
from clara.domain.card_numbers import mask_card_numbers
from clara.domain.credentials.actor import Actor
from clara.domain.text import clean

MAX_QUESTION = 500

QuestionText = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=MAX_QUESTION,
        description="A question in English, Spanish or Portuguese.",
        examples=["¿cuánto gastamos en software este trimestre?"],
    ),
]


@dataclass(frozen=True, slots=True)
class Questions:
    analyst: Analyst
    vocabulary: Vocabulary
    books: Books
    formats: Formats
    clock: Clock

    async def answer(self, actor: Actor, text: str, attached: Sequence[Attached] = ()) -> Answer:
        """The answer from the books of the actor's company and from files; a refusal where there
        is none. Nothing is charged here. Raises what the store raises."""
        # Answers quote what was asked.
        asked = mask_card_numbers(clean(text, MAX_QUESTION))
        seat = actor.company
        planned = await self.analyst.plan(
            Question(
                text=asked,
                seat=seat,
                today=seat.today(self.clock.now()),
                names=await self.vocabulary.names(actor),
                language=actor.language,
                has_attachments=bool(attached),
            )
        )
        executor = Executor(self.books, self.analyst, self.formats, self.clock)
        return await executor.answer(actor, asked, planned, attached)
