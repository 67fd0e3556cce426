"""The questions of `questions/`, and how an analyst did with them."""

import asyncio
from collections.abc import Iterable
from pathlib import Path

from msgspec import Struct

from clara.application.analysis.ports import Analyst
from clara.domain.accounts.language import Language
from tests.analysis.notation import actual, differences, expected, is_plan
from tests.analysis.vocabulary import ask, seat

FOLDER = Path(__file__).parent / "questions"
PARTS = (
    "open",
    "held",
    "late",
    "last",
    "fresh",
    "unseen",
    "broad",
    "sealed",
    "blind",
    "trap",
    "attached",
    "attached_unseen",
)

WITH_FILES = ("attached", "attached_unseen")
"""Parts whose questions come with files. They stand in files of their own."""

HELD_BACK = ("held", "late", "last", "fresh", "unseen", "sealed", "blind", "attached_unseen")
"""Parts that the analyst met for the first time when nothing was left to tune; the README has those
first runs."""


class Asked(Struct, frozen=True):
    language: Language
    part: str
    text: str
    wanted: str

    @property
    def intent(self) -> str:
        """What is expected: an intent, or the reason of a refusal."""
        head = self.wanted.split(";")[0].strip()
        return head.removeprefix("clarify ").removeprefix("refuse ")


class Result(Struct, frozen=True):
    """`verdict` is right, refused (needlessly, or for another reason than wanted) or wrong (another
    answer than wanted, or an answer where there is none)."""

    asked: Asked
    verdict: str
    why: tuple[str, ...] = ()


def question_set(*parts: str) -> list[Asked]:
    """The questions of `parts`, all of them without any."""
    return [
        asked
        for language in Language
        for asked in _read(language)
        if not parts or asked.part in parts
    ]


def judge(analyst: Analyst, asked: Iterable[Asked]) -> list[Result]:
    """What `analyst` makes of each question, against what is expected."""
    return [asyncio.run(_judged(analyst, one)) for one in asked]


async def _judged(analyst: Analyst, one: Asked) -> Result:
    has_files = one.part in WITH_FILES
    planned = await analyst.plan(ask(one.text, one.language, has_attachments=has_files))
    wanted, got = expected(one.wanted, seat(one.language)), actual(planned)
    found = differences(wanted, got)
    if planned.language is not one.language:
        found.append(f"language: {planned.language.value}, not {one.language.value}")
    if not found:
        return Result(one, "right")
    return Result(one, "wrong" if is_plan(planned) else "refused", tuple(found))


def _read(language: Language) -> Iterable[Asked]:
    names = (f"{language.value}.txt", f"{language.value}.attached.txt")
    text = "\n".join((FOLDER / name).read_text(encoding="utf-8") for name in names)
    for line in text.splitlines():
        if line.strip():
            part, question, wanted = (part.strip() for part in line.split(" | "))
            assert part in PARTS, f"'{part}' is not one of {PARTS}"
            yield Asked(language, part, question, wanted)
