"""The API: from a request over HTTP to its answer."""

import asyncio
from collections.abc import Set

from tests.support.scripted_server import Asked
from tests.support.stripe.account import Account
from tests.support.stripe.admission import admit
from tests.support.stripe.balance import make_available
from tests.support.stripe.checkout_sessions import expire_overdue
from tests.support.stripe.expansion import expanded
from tests.support.stripe.faults import Faults
from tests.support.stripe.idempotency import IdempotencyKeys
from tests.support.stripe.parameters import read_parameters
from tests.support.stripe.refusals import Refusal
from tests.support.stripe.request import Answer, Request
from tests.support.stripe.route import Route
from tests.support.stripe.routes import route_of

_NEVER_BEGAN = 429


class Service:
    """`asked` has every request, admitted or not."""

    def __init__(self, account: Account, keys: Set[str], faults: Faults) -> None:
        self.asked: list[Request] = []
        self._account, self._keys, self._faults = account, keys, faults
        self._idempotency = IdempotencyKeys(account)

    async def answer(self, asked: Asked) -> Answer:
        request = Request.of(asked, self._account.new_id("req_"))
        self.asked.append(request)
        self.let_time_pass()
        try:
            answer = await self._admitted(request)
        except Refusal as refusal:
            answer = Answer.of(refusal, request)
        return answer.to(request)

    def let_time_pass(self) -> None:
        """What happens by itself has happened by now."""
        expire_overdue(self._account)
        make_available(self._account)

    async def _admitted(self, request: Request) -> Answer:
        admit(request, self._keys)
        route, ids = route_of(request.method, request.path)
        key = request.idempotency_key
        if key is None:
            return await self._done(request, route, ids)
        kept = self._idempotency.claim(key, request)
        if kept is not None:
            return kept
        try:
            answer = await self._done(request, route, ids)
        except BaseException:
            self._idempotency.release(key)
            raise
        self._idempotency.keep(key, answer)
        return answer

    async def _done(self, request: Request, route: Route, ids: list[str]) -> Answer:
        """Raises what is refused before the call begins; afterwards a refusal is its answer."""
        fault = self._faults.refusal()
        if fault is not None and fault.status == _NEVER_BEGAN:
            raise fault
        params = read_parameters(request.params, route.shape)
        route.refuse_what_is_not_honoured(params)
        await asyncio.sleep(self._faults.delay_seconds)
        try:
            if fault is not None:
                raise fault
            with self._account.asked_by(request.id, request.idempotency_key):
                found = route.handle(self._account, params, *ids)
            return Answer(200, expanded(self._account, found, params.get("expand", [])))
        except Refusal as refusal:
            return Answer.of(refusal, request)
