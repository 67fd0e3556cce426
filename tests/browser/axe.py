"""axe-core, which looks for what people with disabilities stumble over."""

from importlib.resources import files
from typing import Any

from playwright.async_api import Page

_SCRIPT = files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")

_GRAVE = ("serious", "critical")
_RUN = """async () => {
  const found = await axe.run(document, {resultTypes: ["violations"]});
  return found.violations.map(({id, impact, help, nodes}) =>
    ({id, impact, help, nodes: nodes.map((one) => one.target.join(" ") + "  " + one.failureSummary)}));
}"""


async def grave(page: Page) -> list[str]:
    """What axe calls serious or critical, and where. It is put in by the browser itself, past the
    page's policy, which stays as it is."""
    await page.evaluate(_SCRIPT)
    found: list[dict[str, Any]] = await page.evaluate(_RUN)
    return [
        f"{one['id']} ({one['impact']}): {one['help']}: {'; '.join(one['nodes'][:5])}"
        for one in found
        if one["impact"] in _GRAVE
    ]
