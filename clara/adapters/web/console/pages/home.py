"""Where people arrive: this month against the last, and what stands out."""

from litestar import get

from clara.adapters.web.console.console import Console
from clara.adapters.web.console.lists import Lists
from clara.adapters.web.console.opening import Page
from clara.adapters.web.console.visit import Answer
from clara.application.overview.overview import Overview
from clara.application.overview.view_overview import ViewOverview
from clara.domain.card_transactions.category import Category, label
from clara.domain.companies.company import Role
from clara.domain.errors import Invalid

_MOST_CATEGORIES = 8


@get("/")
async def home(page: Page) -> Answer:
    if page.company is None:
        return page.show("home.html", seen=None)
    seen = await _seen(page)
    shares = seen.categories
    # One left over is shown by its name.
    shown = _MOST_CATEGORIES if len(shares) > _MOST_CATEGORIES + 1 else len(shares)
    return page.show(
        "home.html",
        seen=seen,
        lists=Lists(page.site, page.company.currency),
        shares=shares[:shown],
        others=shares[shown:],
        category=lambda one: _called(page, one),
        is_administrator=page.role is Role.ADMINISTRATOR,
    )


ROUTES = [home]


async def _seen(page: Console) -> Overview:
    """A currency that is none is the company's."""
    try:
        seen: Overview = await page.run(ViewOverview, **page.wished("currency"))
    except Invalid:
        seen = await page.run(ViewOverview)
    return seen


def _called(page: Console, category: Category) -> str:
    return label(category, page.language.value)
