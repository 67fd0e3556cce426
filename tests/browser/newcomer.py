"""What everybody does who is new: an account, a company, a statement."""

from tests.browser.served import Served
from tests.browser.window import Window

EMAIL, PASSWORD = "nora.prueba@example.com", "violin under seven lamps"


async def registers(
    window: Window, served: Served, email: str = EMAIL, first_name: str = "Nora"
) -> None:
    page = window.page
    await window.open("/")
    assert window.path == "/login"
    await page.get_by_role("link", name="Create an account").click()
    about = {"first_name": first_name, "last_name": "Prueba", "email": email}
    for name, value in {**about, "password": PASSWORD}.items():
        await page.fill(f"input[name={name}]", value)
    await page.get_by_role("button", name="Create the account").click()
    await page.wait_for_url("**/activate?*")
    await page.fill("input[name=code]", served.mail(email, r"^\s+(\d{6})$"))
    await page.get_by_role("button", name="Activate").click()
    await page.get_by_role("link", name="Go on").click()
    assert f"Hello, {first_name}" in await window.text()


async def founds_a_company(
    window: Window, tax_id: str = "XAXX010101000", name: str = "Aurora Prueba"
) -> None:
    page = window.page
    await page.get_by_role("link", name="company").first.click()
    await page.fill("input[name=name]", name)
    await page.select_option("select[name=country]", "MX")
    await page.fill("input[name=tax_id]", tax_id)
    await page.get_by_role("button", name="Create the company").click()
    await page.wait_for_url(lambda url: "/companies/new" not in url)
    assert name in await page.locator("header").inner_text()


async def imports(window: Window, name: str, content: bytes) -> None:
    page = window.page
    await window.open("/transactions/import")
    file = {"name": name, "mimeType": "text/csv", "buffer": content}
    await page.set_input_files("main input[type=file]", file)  # type: ignore[arg-type]
    await page.get_by_role("button", name="Look at it").click()
    await page.wait_for_url("**/preview?*")
    await page.get_by_role("button", name="Import", exact=True).click()
    await page.get_by_role("link", name="Show these days").wait_for()
    assert "were added" in await window.text()
