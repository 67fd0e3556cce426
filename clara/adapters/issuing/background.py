"""Telling and asking issuers as a server does it again and again."""

import logging

from clara.application.call import Call
from clara.application.issuer_news.sync import IssuerSync
from clara.application.ports import Ids
from clara.application.runner import Runner
from clara.domain.credentials.actor import Door
from clara.domain.errors import Unavailable

_log = logging.getLogger("clara.issuing")


class Syncing:
    """Each call is one turn over the last three days. What was missed is worth a warning."""

    def __init__(self, runner: Runner, ids: Ids) -> None:
        self._runner, self._ids = runner, ids

    async def __call__(self) -> None:
        call = Call(door=Door.CLI, request_id=self._ids.new("sync"), client="clara serve")
        try:
            done = await IssuerSync(self._runner, call).sync()
        except Unavailable as error:
            _log.warning("the card issuer can't be asked yet: %s", error.code)
            return
        for one in done.applied:
            _log.warning("nobody told of %s %s: it is applied now", one.about, one.reference)
        for reference, code in done.failed.items():
            _log.warning("what the issuer says of %s has to wait: %s", reference, code)
