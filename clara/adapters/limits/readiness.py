"""Whether Redis answers, where it is used."""

import asyncio
from dataclasses import dataclass

from limits.aio.storage import RedisStorage

from clara.adapters.limits.storage import CountingStorage
from clara.application.system.ports import DEGRADED, Dependencies

_PATIENCE_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class CountingDependencies(Dependencies):
    """What `others` say, and Redis. Without it requests go on unlimited, and what guards accounts
    is closed: taking every server out of service would be worse."""

    others: Dependencies
    storage: CountingStorage

    async def check(self) -> dict[str, str]:
        found = await self.others.check()
        if isinstance(self.storage, RedisStorage):
            found["redis"] = "ok" if await self._answers(self.storage) else DEGRADED
        return found

    @staticmethod
    async def _answers(storage: RedisStorage) -> bool:
        try:
            async with asyncio.timeout(_PATIENCE_SECONDS):
                await storage.get("readiness")
        except Exception:  # noqa: BLE001 - whatever it is, it is no answer
            return False
        return True
