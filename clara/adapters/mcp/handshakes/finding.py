"""What became of one step."""

from enum import StrEnum

from msgspec import Struct


class Outcome(StrEnum):
    OK = "ok"
    BROKEN = "broken"
    NOT_TRIED = "not_tried"


class Finding(Struct, frozen=True, kw_only=True):
    """`client` is who would take the step, `deployment` for what all of them meet. `sentence` says
    what was seen, or why the step was not tried; `remedy` what an operator does about it."""

    client: str
    step: str
    outcome: Outcome
    sentence: str
    remedy: str | None = None


class Broken(Exception):
    """A step that would fail for the client, too."""

    def __init__(self, sentence: str, remedy: str) -> None:
        self.sentence, self.remedy = sentence, remedy
        super().__init__(sentence)


class NotTried(Exception):
    """A step that cannot be judged; `reason` says why."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)
