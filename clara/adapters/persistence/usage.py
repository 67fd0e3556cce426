"""When credentials were last used, gathered and written together: no request waits for it."""

import logging
from datetime import datetime, timedelta

from sqlalchemy import or_, update

from clara.adapters.persistence.database import Database
from clara.adapters.persistence.repeating import Repeating
from clara.adapters.persistence.statement import Statement, named
from clara.adapters.persistence.tables import credentials
from clara.application.ports import Usage
from clara.domain.credentials.actor import Actor
from clara.domain.errors import ClaraError
from clara.domain.instant import microseconds

_PAUSE_SECONDS = 1.0
_EXACT_TO = timedelta(seconds=60)
"""A mark younger than this is left as it is: a busy key costs one write a minute."""

_log = logging.getLogger("clara.persistence")

_MARK = Statement(
    update(credentials)
    .where(
        credentials.c.id == named("credential_id"),
        or_(credentials.c.last_used_at.is_(None), credentials.c.last_used_at < named("at")),
    )
    .values(last_used_at=named("at"), last_client=named("client"))
)


class GatheringUsage(Usage):
    def __init__(self, database: Database) -> None:
        self._database = database
        self._marks: dict[str, tuple[datetime, str | None]] = {}
        self._background = Repeating(self.flush, _PAUSE_SECONDS)

    def mark(self, actor: Actor, at: datetime, client: str | None) -> None:
        seen = actor.last_used_at
        is_known = seen is not None and at - seen < _EXACT_TO
        if not is_known or (client is not None and client != actor.last_client):
            _, waiting = self._marks.get(actor.credential_id, (at, None))
            self._marks[actor.credential_id] = (at, client or waiting or actor.last_client)

    def start(self) -> None:
        self._background.start()

    async def flush(self) -> None:
        """Write what waits. What the store refuses is tried again."""
        marks, self._marks = self._marks, {}
        if not marks:
            return
        values = [
            # In one order everywhere: servers that write the same rows never wait in a circle.
            {"credential_id": id, "at": microseconds(at), "client": client}
            for id, (at, client) in sorted(marks.items())
        ]
        try:
            async with self._database.writing() as connection:
                await connection.change_many(_MARK, values)
        except BaseException:
            self._marks = {**marks, **self._marks}
            raise

    async def close(self) -> None:
        await self._background.close()
        try:
            await self.flush()
        except ClaraError:
            _log.warning("when credentials were last used could not be written", exc_info=True)
