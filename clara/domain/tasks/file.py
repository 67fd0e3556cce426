"""A file that a task has made for its user."""

from typing import Annotated

from msgspec import Meta, Struct

FILE = "file"
"""Where a result says which file there is."""


class TaskFile(Struct, frozen=True, kw_only=True):
    """`digest` is the SHA-256 of its content, in hexadecimal, `size` its bytes."""

    name: Annotated[str, Meta(min_length=1, max_length=255)]
    media_type: str
    size: Annotated[int, Meta(ge=0)]
    digest: Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]


def task_blob(task_id: str, digest: str) -> str:
    """Where what a task was given, or has made, is kept."""
    return f"{task_id}/{digest}"
