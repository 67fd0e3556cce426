from typing import Annotated

from msgspec import Meta

from clara.domain.ids import OfUser


class NamedTask(OfUser, frozen=True, kw_only=True):
    """What every command about one task begins with."""

    task_id: Annotated[
        str,
        Meta(
            max_length=64,
            description="Identifier of the task.",
            examples=["task_0123456789abcdef0123456789abcdef"],
        ),
    ]
