"""The counts that guard accounts: sign-up, sign-in and codes."""

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass

from clara.adapters.limits.policy import MovingWindow, parsed
from clara.adapters.limits.pseudonyms import Pseudonyms
from clara.adapters.limits.storage import CountingStorage
from clara.application.ports import LimitName, Limits
from clara.domain.errors import LimitExceeded, Unavailable
from clara.settings import Settings

_PATIENCE_SECONDS = 1.0
_COME_BACK_SECONDS = 5

_SETTINGS = {
    LimitName.REGISTRATION: "registration_limit",
    LimitName.CODES_PER_ADDRESS: "codes_per_address",
    LimitName.CODES_PER_MAILBOX: "codes_per_mailbox",
    LimitName.CODES_PER_SOURCE: "codes_per_source",
    LimitName.SIGN_IN: "sign_in_limit",
}

_log = logging.getLogger("clara.limits")


@dataclass(frozen=True, slots=True)
class SharedLimits(Limits):
    """Moving windows, as shared as `storage` is. Fails closed: without a count nobody may guess."""

    windows: Mapping[LimitName, MovingWindow]
    pseudonyms: Pseudonyms

    @classmethod
    def of(cls, settings: Settings, storage: CountingStorage) -> "SharedLimits":
        """The limits that are not off. Raises `invalid_settings`."""
        windows = {}
        for name, setting in _SETTINGS.items():
            item = parsed(getattr(settings, setting), f"CLARA_{setting.upper()}")
            if item is not None:
                windows[name] = MovingWindow(name.value, item, storage)
        return cls(windows=windows, pseudonyms=Pseudonyms(settings.key("limits")))

    async def take(self, name: LimitName, *who: str) -> None:
        """E-mail addresses are one in whichever case."""
        window = self.windows.get(name)
        if window is None:
            return
        try:
            async with asyncio.timeout(_PATIENCE_SECONDS):
                count = await window.take(self.pseudonyms.of(*(one.casefold() for one in who)))
        except Exception as error:  # noqa: BLE001 - whatever broke, there is no count
            # Its kind only: a driver's text may quote the address it was given.
            _log.warning("%s can't be counted (%s): refused", name.value, type(error).__name__)
            raise Unavailable(
                "limits_unavailable",
                "Requests of this kind can't be counted right now, so none is let through.",
                remedy="Try again in some seconds.",
                retry_after=_COME_BACK_SECONDS,
            ) from None
        if not count.is_allowed:
            raise LimitExceeded("rate_limited", retry_after=count.wait)
