"""The company's own settings, and a new company."""

from typing import Any

from litestar import get, post

from clara.adapters.web.console.console import Console
from clara.adapters.web.console.countries import TIME_ZONES, country_names
from clara.adapters.web.console.opening import Page
from clara.adapters.web.console.session import COMPANY, keeping
from clara.adapters.web.console.visit import Answer
from clara.application.companies.create_company import CreateCompany
from clara.application.companies.remove_member import RemoveMember
from clara.application.companies.update_company import UpdateCompany
from clara.application.companies.view_company import ViewCompany
from clara.domain.accounts.language import Language
from clara.domain.companies.company import Role
from clara.domain.errors import ClaraError

_HOME, _NEW = "/settings/company", "/companies/new"
_TEXTS = ("name", "country", "tax_id", "currency", "time_zone", "billing_day")
_TICKS = ("bookkeepers_can_lock", "confirms_unlocks")


@get(_HOME)
async def company(page: Page) -> Answer:
    return await _settings(page)


@post(_HOME)
async def change_company(page: Page) -> Answer:
    wanted: dict[str, Any] = {name: page.given[name] for name in _TEXTS if name in page.given}
    # A box that is not ticked is not sent.
    wanted |= {name: name in page.given for name in _TICKS}
    try:
        saved = await page.run(UpdateCompany, **wanted)
    except ClaraError as error:
        return await _settings(page, error)
    if saved.warnings:
        return page.go(_HOME, "company.saved_doubtful", tone="warn")
    return page.go(_HOME, "company.saved" if saved.changed else "company.unchanged")


@post(f"{_HOME}/leave")
async def leave_company(page: Page) -> Answer:
    try:
        await page.run(RemoveMember, user_id=page.user.id)
    except ClaraError as error:
        return await _settings(page, error)
    page.keep(keeping(page.request, COMPANY, ""))
    left = page.company.company_name if page.company else ""
    return page.go("/", "company.left", company=left)


@get(_NEW)
async def company_page(page: Page) -> Answer:
    return _new(page)


@post(_NEW)
async def create_company(page: Page) -> Answer:
    try:
        saved = await page.run(CreateCompany, **page.filled(*_TEXTS))
    except ClaraError as error:
        return _new(page, error)
    page.keep(keeping(page.request, COMPANY, saved.company.id))
    doubtful = bool(saved.warnings)
    said = "company.created_doubtful" if doubtful else "company.created"
    return page.go("/", said, tone="warn" if doubtful else "good", company=saved.company.name)


ROUTES = [company, change_company, leave_company, company_page, create_company]


async def _settings(page: Console, error: ClaraError | None = None) -> Answer:
    if page.company is None:
        return _new(page)
    viewed = await page.run(ViewCompany)
    return page.show(
        "company/settings.html",
        error=error,
        company=viewed.company,
        rules=[
            (name, name in page.given if page.given else getattr(viewed.company, name))
            for name in _TICKS
        ],
        may_change=page.role is Role.ADMINISTRATOR,
        **_choices(page.language),
    )


def _new(page: Console, error: ClaraError | None = None) -> Answer:
    usual = "BR" if page.language is Language.PT else "MX"
    return page.show("company/new.html", error=error, usual=usual, **_choices(page.language))


def _choices(language: Language) -> dict[str, Any]:
    return {"countries": country_names(language), "time_zones": TIME_ZONES}
