"""From the settings to who listens in this process. What is off is not even imported."""

import os
from importlib.util import find_spec
from typing import TYPE_CHECKING

from clara.adapters.observing.access_log import AccessLog
from clara.adapters.observing.folder import attend, share_figures, shared_folder
from clara.adapters.observing.watch import NOBODY, Observer
from clara.domain.errors import Invalid
from clara.settings import Settings

if TYPE_CHECKING:
    from clara.adapters.observing.metrics import Metrics
    from clara.adapters.observing.tracing import Tracer

_PROTOCOL = "http/protobuf"
_DEFAULTS = {
    "OTEL_SERVICE_NAME": "clara",
    "OTEL_TRACES_SAMPLER": "parentbased_traceidratio",
    "OTEL_TRACES_SAMPLER_ARG": "0.05",
}


def prepare_observing(settings: Settings, *, anew: bool) -> None:
    """Once, before the processes that serve begin; `anew` where they are the first. Raises
    `folder_not_usable` and what `open_observer` raises."""
    if settings.metrics_token:
        share_figures(settings.metrics_folder, anew=anew)
    if settings.otel_exporter_otlp_endpoint:
        _require_traceable()


def open_observer(settings: Settings) -> Observer:
    """For a process that serves or carries out tasks. Connects to nothing yet. Raises
    `invalid_settings`, `extra_missing`."""
    observer = Observer(
        metrics=_metrics() if settings.metrics_token else None,
        tracer=_tracer(settings) if settings.otel_exporter_otlp_endpoint else None,
        access=AccessLog(as_json=settings.logs_json) if settings.access_log == "on" else None,
    )
    return observer if observer.listens else NOBODY


def _metrics() -> "Metrics":
    folder = shared_folder()
    if folder is not None:
        attend(folder)
    from prometheus_client import CollectorRegistry  # noqa: PLC0415 - see the module

    from clara.adapters.observing.metrics import Metrics  # noqa: PLC0415 - see the module

    return Metrics(CollectorRegistry())


def _tracer(settings: Settings) -> "Tracer | None":
    """As the standard variables of OpenTelemetry say, but that one request in twenty is recorded where
    they say nothing of it."""
    if os.environ.get("OTEL_SDK_DISABLED", "").lower() == "true":
        return None
    _require_traceable()
    for name, value in _DEFAULTS.items():
        os.environ.setdefault(name, value)
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import (  # noqa: PLC0415
        OTLPSpanExporter,
    )
    from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415 - see the module

    from clara.adapters.observing.tracing import Tracer  # noqa: PLC0415 - see the module

    given = os.environ.get("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
    base = settings.otel_exporter_otlp_endpoint.rstrip("/")
    return Tracer(TracerProvider(), OTLPSpanExporter(given or f"{base}/v1/traces"))


def _require_traceable() -> None:
    if find_spec("opentelemetry") is None or find_spec("opentelemetry.sdk") is None:
        raise Invalid(
            "extra_missing",
            "OTEL_EXPORTER_OTLP_ENDPOINT is set, and OpenTelemetry is not installed.",
            remedy="Install it with: pip install 'clara[otel]', or leave the variable out.",
        )
    if os.environ.get("OTEL_EXPORTER_OTLP_PROTOCOL", _PROTOCOL) != _PROTOCOL:
        raise Invalid(
            "invalid_settings",
            f"OTEL_EXPORTER_OTLP_PROTOCOL is not {_PROTOCOL}, which alone is spoken here.",
            remedy="Leave it out, and name the collector's port for HTTP, usually 4318.",
        )
