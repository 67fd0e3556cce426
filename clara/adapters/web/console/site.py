"""What all pages share: made once, when the server starts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from litestar.plugins.jinja import JinjaTemplateEngine
from litestar.template import TemplateConfig

from clara.adapters.web.console import formats, texts
from clara.adapters.web.console.assets import ASSETS
from clara.adapters.web.console.place import Place
from clara.adapters.web.request import WebRequest
from clara.domain.accounts.language import Language
from clara.settings import Settings

FOLDER = Path(__file__).parent / "templates"
_STATE = "console"


@dataclass(frozen=True)
class Site:
    """`base` is the path under which a proxy shows us, mostly none."""

    places: Sequence[Place]
    texts: dict[Language, dict[str, str]]
    base: str = ""

    def url(self, path: str, /, **query: object) -> str:
        """An own path as browsers must write it; parameters that are None or empty are left out."""
        said = {name: value for name, value in query.items() if value not in (None, "", ())}
        text = urlencode(said, doseq=True)
        return self.base + path + (f"?{text}" if text else "")


def build_site(settings: Settings, places: Sequence[Place]) -> Site:
    return Site(places, texts.load(), urlsplit(settings.public_url).path.rstrip("/"))


def site_of(request: WebRequest) -> Site:
    site: Site = request.app.state[_STATE]
    return site


def state_of(site: Site) -> dict[str, object]:
    """What the application keeps so that `site_of` finds it."""
    return {_STATE: site}


def template_config(site: Site) -> TemplateConfig[JinjaTemplateEngine]:
    """Litestar's templates, with everything escaped and nothing undefined."""
    made = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.globals.update(
        url=site.url, asset=lambda name: site.url(f"/assets/{ASSETS.addresses[name]}")
    )
    made.filters.update(day_month=_day_month, month=_month, short_month=_short_month)
    made.filters.update(money=_money, number=_number, percent=_percent, day=_day, moment=_moment)
    return TemplateConfig(instance=JinjaTemplateEngine.from_environment(made))


@pass_context
def _money(context: Context, minor: int, currency: str) -> str:
    return formats.money(minor, currency, context["page"].language)


@pass_context
def _number(context: Context, value: int) -> str:
    return formats.number(value, context["page"].language)


@pass_context
def _percent(context: Context, per_mille: int) -> str:
    return formats.percent(per_mille, context["page"].language)


@pass_context
def _day(context: Context, value: date) -> str:
    return formats.day(value, context["page"].language)


@pass_context
def _moment(context: Context, value: datetime) -> str:
    return formats.moment(value, context["page"].language, context["page"].time_zone)


@pass_context
def _day_month(context: Context, value: date) -> str:
    return formats.day_month(value, context["page"].language)


@pass_context
def _month(context: Context, value: date) -> str:
    return formats.month(value, context["page"].language)


@pass_context
def _short_month(context: Context, value: date) -> str:
    return formats.short_month(value, context["page"].language)
