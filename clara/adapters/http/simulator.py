"""The simulator: what a card network would say, in sandbox companies only."""

from typing import Any

from litestar import Response, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from clara.adapters.http.envelope import success
from clara.adapters.http.operation import Operation, documented
from clara.adapters.http.replay import marked
from clara.adapters.http.request import HttpRequest
from clara.adapters.http.running import from_body, run
from clara.adapters.wire.authorizations import SimulationView
from clara.adapters.wire.company_time import CompanyTimeView
from clara.adapters.wire.simulation_reset import SimulationResetView
from clara.application.simulator.advance_clock import AdvanceClock
from clara.application.simulator.freeze_clock import FreezeClock
from clara.application.simulator.reset_clock import ResetClock
from clara.application.simulator.reset_simulation import ResetSimulation
from clara.application.simulator.simulate_authorization import SimulateAuthorization
from clara.application.simulator.simulate_capture import SimulateCapture
from clara.application.simulator.simulate_dispute import SimulateDispute
from clara.application.simulator.simulate_expiry import SimulateExpiry
from clara.application.simulator.simulate_force_post import SimulateForcePost
from clara.application.simulator.simulate_increment import SimulateIncrement
from clara.application.simulator.simulate_refund import SimulateRefund
from clara.application.simulator.simulate_reversal import SimulateReversal
from clara.application.use_case import UseCase

_PATHS: tuple[tuple[str, type[UseCase[Any, Any]], str], ...] = (
    ("authorizations", SimulateAuthorization, "Charge simulated successfully."),
    ("capture", SimulateCapture, "Capture simulated successfully."),
    ("increment", SimulateIncrement, "Increment simulated successfully."),
    ("reverse", SimulateReversal, "Reversal simulated successfully."),
    ("expire", SimulateExpiry, "Expiry simulated successfully."),
    ("refund", SimulateRefund, "Refund simulated successfully."),
    ("dispute", SimulateDispute, "Dispute simulated successfully."),
    ("force_post", SimulateForcePost, "Force post simulated successfully."),
)
"""All alike: a body, and 201, because each appends a fact."""


def _route(path: str, use_case: type[UseCase[Any, Any]], message: str) -> HTTPRouteHandler:
    operation = Operation(use_case, SimulationView, message, "Simulator", status=201, body=True)

    @post(
        f"/companies/{{company_id:str}}/simulate/{path}",
        name=use_case.name,
        **documented(operation),
    )
    async def simulate(request: HttpRequest, company_id: FromPath[str]) -> Response[bytes]:
        done = await run(request, use_case, await from_body(request, company_id=company_id))
        return marked(done, success(SimulationView.of(done.result), message, 201))

    return simulate


_CLOCK: tuple[tuple[str, type[UseCase[Any, Any]], str], ...] = (
    ("freeze", FreezeClock, "Company clock stopped successfully."),
    ("advance", AdvanceClock, "Company clock advanced successfully."),
    ("reset", ResetClock, "Company clock reset successfully."),
)
"""All alike: 200, because each sets a state."""


def _clock_route(path: str, use_case: type[UseCase[Any, Any]], message: str) -> HTTPRouteHandler:
    operation = Operation(use_case, CompanyTimeView, message, "Simulator", body=path != "reset")

    @post(
        f"/companies/{{company_id:str}}/simulate/clock/{path}",
        name=use_case.name,
        **documented(operation),
    )
    async def set_clock(request: HttpRequest, company_id: FromPath[str]) -> Response[bytes]:
        draft = await from_body(request, required=False, company_id=company_id)
        done = await run(request, use_case, draft)
        return marked(done, success(CompanyTimeView.of(done.result), message))

    return set_clock


_RESET = Operation(
    ResetSimulation, SimulationResetView, "Simulation reset successfully.", "Simulator"
)


@post("/companies/{company_id:str}/simulate/reset", **documented(_RESET))
async def reset_simulation(request: HttpRequest, company_id: FromPath[str]) -> Response[bytes]:
    draft = await from_body(request, required=False, company_id=company_id)
    done = await run(request, ResetSimulation, draft)
    return marked(done, success(SimulationResetView.of(done.result), _RESET.message))


ROUTES = [
    *(_route(*one) for one in _PATHS),
    *(_clock_route(*one) for one in _CLOCK),
    reset_simulation,
]
