"""Reconciliation as a server does it again and again."""

import logging

from clara.application.call import Call
from clara.application.credits.find_missed_payments import Doubtful
from clara.application.credits.reconciliation import Reconciler
from clara.application.credits.settlement import Effect
from clara.application.ports import Ids
from clara.application.runner import Runner
from clara.domain.credentials.actor import Door
from clara.domain.errors import Unavailable

_log = logging.getLogger("clara.payments")


class Reconciling:
    """Each call is one turn over the last three days. What was missed is worth a warning: somebody
    waited for their credits; what is doubtful is said once."""

    def __init__(self, runner: Runner, ids: Ids) -> None:
        self._runner, self._ids = runner, ids
        self._said: set[str] = set()

    async def __call__(self) -> None:
        call = Call(door=Door.CLI, request_id=self._ids.new("reconcile"), client="clara serve")
        try:
            done = await Reconciler(self._runner, call).reconcile()
        except Unavailable as error:
            _log.warning("payments can't be reconciled yet: %s", error.code)
            return
        for one in done.settled:
            if one.outcome != Effect.UNCHANGED:
                _log.warning(
                    "nobody told of %s %s: it is %s now", one.fact.kind, one.fact.id, one.outcome
                )
        for other in done.found.doubtful:
            self._say(other)

    def _say(self, doubtful: Doubtful) -> None:
        if doubtful.fact.id not in self._said:
            self._said.add(doubtful.fact.id)
            _log.warning(
                "%s %s is about a purchase of ours and has another %s: nothing is done about it",
                doubtful.fact.kind,
                doubtful.fact.id,
                doubtful.mismatch,
            )
