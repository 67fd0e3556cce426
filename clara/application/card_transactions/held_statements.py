"""Statements between their upload and their import: a person looks at one before it goes in."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from clara.application.attachments.ports import Blobs
from clara.application.ports import Ids, Vault
from clara.domain.credentials.actor import Actor
from clara.domain.errors import ClaraError, Conflict
from clara.domain.imports.report import StatementFile
from clara.domain.tasks.file import task_blob

_PURPOSE = "statement.held"

HeldName = Annotated[
    str,
    Meta(min_length=1, max_length=2_000, description="What uploading the statement answered."),
]


class HeldStatement(Struct, frozen=True, kw_only=True):
    """Whose it is, and the task that its import will be: contents that no task needs are forgotten
    after an hour, so that nobody has to take a statement away."""

    user_id: str
    company_id: str
    task_id: str
    name: str
    size: int
    digest: str

    @property
    def blob(self) -> str:
        return task_blob(self.task_id, self.digest)


@dataclass(frozen=True, slots=True)
class HeldStatements:
    blobs: Blobs
    vault: Vault
    ids: Ids

    async def hold(self, actor: Actor, file: StatementFile) -> str:
        """Keep `file` for an hour; the text is what it is asked for by, and says nothing to anybody
        else. Raises `blobs_unavailable`."""
        assert actor.user_id is not None, "a statement is held for a person"
        held = HeldStatement(
            user_id=actor.user_id,
            company_id=actor.company.company_id,
            task_id=self.ids.new("task"),
            name=file.name,
            size=file.size,
            digest=file.digest,
        )
        await self.blobs.put(held.blob, Path(file.path))
        sealed = self.vault.seal(msgspec.json.encode(held), _PURPOSE)
        return urlsafe_b64encode(sealed).decode().rstrip("=")

    def named(self, actor: Actor, text: str) -> HeldStatement:
        """Raises `statement_gone` for what is none of the actor's, in this company."""
        try:
            plain = self.vault.open(urlsafe_b64decode(text + "=" * (-len(text) % 4)), _PURPOSE)
        except ValueError as error:
            raise _gone() from error
        held = msgspec.json.decode(plain, type=HeldStatement)
        if (held.user_id, held.company_id) != (actor.user_id, actor.company.company_id):
            raise _gone()
        return held

    @asynccontextmanager
    async def opened(self, held: HeldStatement) -> AsyncIterator[StatementFile]:
        """The file, there until this is left. Raises `statement_gone`, `blobs_unavailable`."""
        try:
            opening = self.blobs.open(held.blob)
            path = await opening.__aenter__()
        except ClaraError as error:
            if error.code == "blob_missing":
                raise _gone() from error
            raise
        try:
            yield StatementFile(path=str(path), name=held.name, size=held.size, digest=held.digest)
        finally:
            await opening.__aexit__(None, None, None)


def _gone() -> Conflict:
    return Conflict(
        "statement_gone",
        "This file is not kept any more: it was uploaded more than an hour ago.",
        remedy="Upload it again.",
    )
