"""The service itself: health, readiness, version."""

from litestar import HttpMethod, Response, route

from clara.adapters.http.envelope import success
from clara.adapters.http.operation import Operation, documented
from clara.adapters.http.request import HttpRequest
from clara.adapters.http.running import from_query, run
from clara.adapters.wire.system import HealthView, ReadinessView, VersionView
from clara.application.system.check_health import CheckHealth
from clara.application.system.check_readiness import CheckReadiness
from clara.application.system.show_version import ShowVersion

_HEALTH = Operation(CheckHealth, HealthView, "Health check successful.", "Service")
_READY = Operation(
    CheckReadiness, ReadinessView, "Readiness check successful.", "Service", statuses=(503,)
)
_VERSION = Operation(ShowVersion, VersionView, "Version check successful.", "Service")

# Many monitors send HEAD.
_PROBED = (HttpMethod.GET, HttpMethod.HEAD)


@route(["/health", "/health/live"], http_method=_PROBED, **documented(_HEALTH))
async def check_health(request: HttpRequest) -> Response[bytes]:
    done = await run(request, CheckHealth, from_query(request))
    return success(HealthView.of(done.result), _HEALTH.message)


@route("/health/ready", http_method=_PROBED, **documented(_READY))
async def check_readiness(request: HttpRequest) -> Response[bytes]:
    done = await run(request, CheckReadiness, from_query(request))
    view = ReadinessView.of(done.result)
    return success(view, _READY.message, 200 if done.result.is_ready else 503)


@route("/version", http_method=_PROBED, **documented(_VERSION))
async def show_version(request: HttpRequest) -> Response[bytes]:
    done = await run(request, ShowVersion, from_query(request))
    return success(VersionView.of(done.result), _VERSION.message)


ROUTES = [check_health, check_readiness, show_version]
