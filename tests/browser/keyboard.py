"""Somebody who has no mouse: Tab, Enter, Space and letters."""

from dataclasses import dataclass
from typing import Any

from tests.browser.window import Window

_MOST_STEPS = 150
_HERE = """() => {
  const one = document.activeElement;
  const label = one.labels && one.labels[0] ? one.labels[0].innerText : "";
  const style = getComputedStyle(one);
  const box = one.getBoundingClientRect();
  return {
    says: (one.getAttribute("aria-label") || label || one.innerText || one.value || "").trim(),
    tag: one.tagName.toLowerCase(),
    visible: one.matches(":focus-visible") && box.width > 0 && box.height > 0
      && box.bottom > 0 && box.top < innerHeight,
    marked: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1,
  };
}"""


@dataclass
class Keyboard:
    window: Window

    async def press(self, *keys: str) -> None:
        for key in keys:
            await self.window.page.keyboard.press(key)

    async def type(self, text: str) -> None:
        await self.window.page.keyboard.insert_text(text)

    async def choose(self, option: str) -> None:
        """Of a list of choices, the one that begins so."""
        await self.window.page.keyboard.type(option)

    async def here(self) -> dict[str, Any]:
        """What has the focus."""
        found: dict[str, Any] = await self.window.page.evaluate(_HERE)
        return found

    async def reach(self, *says: str, tag: str = "") -> None:
        """Tab on to what begins with one of these words; on the way, whatever has the focus can be
        seen to have it."""
        passed = []
        for _ in range(_MOST_STEPS):
            await self.press("Tab")
            here = await self.here()
            if here["tag"] == "body":
                continue
            assert here["visible"], here
            assert here["marked"], here
            passed.append(here["says"])
            if here["says"].startswith(says) and tag in ("", here["tag"]):
                return
        raise AssertionError(f"Tab leads to nothing that says {says}, only to {passed}")

    async def follow(self, *says: str, tag: str = "") -> None:
        """Reach a link or a button and press it; the next page is there then."""
        await self.reach(*says, tag=tag)
        await self.leave()

    async def leave(self, key: str = "Enter") -> None:
        """Press `key`, which leads to another page."""
        async with self.window.page.expect_navigation():
            await self.press(key)
