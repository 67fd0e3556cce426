"""The moments at which a process may die."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from clara.adapters.blobs.folder import FolderBlobs
from clara.adapters.persistence.postgresql import PostgresConnection
from clara.adapters.persistence.sqlite import SqliteConnection

_STEPS = ("rows", "change", "change_many", "insert_rows", "begin", "commit")


def before_each_step(happens: Callable[[], None]) -> Callable[[], None]:
    """A statement, a begin, a commit, a file that is put or deleted; what undoes it."""
    undone: list[Callable[[], None]] = []
    for cls, names in (
        (SqliteConnection, _STEPS),
        (PostgresConnection, _STEPS),
        (FolderBlobs, ("put", "delete")),
    ):
        for name in (one for one in names if hasattr(cls, one)):
            method = getattr(cls, name)
            setattr(cls, name, _after(happens, method))
            undone.append(partial(setattr, cls, name, method))

    def undo() -> None:
        for one in undone:
            one()

    return undo


def _after(
    happens: Callable[[], None], method: Callable[..., Awaitable[Any]]
) -> Callable[..., Awaitable[Any]]:
    async def step(*args: Any, **kwargs: Any) -> Any:
        happens()
        return await method(*args, **kwargs)

    return step


def tear() -> None:
    """Each change is committed by itself from now on, as none may be."""
    for cls in (SqliteConnection, PostgresConnection):
        setattr(cls, "change", _committing(cls.change))  # noqa: B010 - a method, of either


def _committing(change: Callable[..., Awaitable[int]]) -> Callable[..., Awaitable[int]]:
    async def torn(self: Any, *args: Any, **kwargs: Any) -> int:
        changed = await change(self, *args, **kwargs)
        await self.commit()
        await self.begin(writing=True)
        return changed

    return torn
