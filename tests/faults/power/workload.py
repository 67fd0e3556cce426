"""A process that works and notes what was acknowledged, until it has done all."""

import asyncio
import os
import pickle
import sys
from pathlib import Path
from typing import Any

from clara.adapters.persistence import sqlite
from clara.application.call import Call
from clara.application.cards.lock_card import LockCard
from clara.application.cards.unlock_card import UnlockCard
from clara.application.companies.invite_member import InviteMember
from clara.application.credits.adjust_credits import AdjustCredits
from clara.application.mcp_tokens.create_mcp_token import CreateMcpToken
from clara.application.use_case import UseCase
from clara.bootstrap import build_core
from clara.domain.credentials.actor import Door
from tests.support.clock import FakeClock
from tests.support.house import House
from tests.support.world import ACCEPTED, World, settings_for

MARKS = "acknowledged"
"""The file into which a byte is written for each change that was acknowledged."""
_LOG_PAGES = 24
"""After which SQLite copies its log into the database: often enough to be cut there too."""


def name_of(number: int) -> str:
    """Of a change: its idempotency key, its request's id, and what it makes is called so."""
    return f"change {number} of many"


def main() -> None:
    url, house, folder, how = pickle.load(sys.stdin.buffer)
    asyncio.run(_work(url, house, folder, **how))


async def _work(url: str, house: House, folder: Path, changes: int, synchronous: str) -> None:
    sqlite.PRAGMAS = (
        *sqlite.PRAGMAS,
        f"PRAGMA synchronous = {synchronous}",
        f"PRAGMA wal_autocheckpoint = {_LOG_PAGES}",
    )
    core = build_core(settings_for(url), clock=FakeClock())
    marks = os.open(folder / MARKS, os.O_WRONLY | os.O_CREAT, 0o600)
    core.sealer.start()
    try:
        for number in range(changes):
            use_case, door, fields = _change(house, number)
            token = house.administrator.tokens.get(door)
            name = name_of(number)
            call = Call(door, name, token=token, accepts=ACCEPTED[door], idempotency_key=name)
            await core.runner.run(use_case, World.draft(**fields), call)
            os.pwrite(marks, b"!", number)
    finally:
        await core.close()


def _change(house: House, number: int) -> tuple[type[UseCase[Any, Any]], Door, dict[str, Any]]:
    company, name = {"company_id": house.company.id}, name_of(number)
    card, person = house.cards["luis"].id, house.administrator.user
    match number % 5:
        case 0:
            return LockCard, Door.REST, {**company, "card": card, "reason": name}
        case 1:
            return UnlockCard, Door.REST, {**company, "card": card, "reason": name}
        case 2:
            return CreateMcpToken, Door.WEB, {**company, "name": name}
        case 3:
            email = f"{number}@example.com"
            return InviteMember, Door.WEB, {**company, "email": email, "role": "employee"}
    return AdjustCredits, Door.CLI, {"email": person.email, "credits": 1, "reason": name}
