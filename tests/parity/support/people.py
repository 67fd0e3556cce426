"""Callers besides those a house has: of narrow scopes, revoked, expired, of two companies, …"""

from datetime import timedelta
from typing import Any

from sqlalchemy import update

from clara.adapters.persistence.tables import credentials as credentials_table
from clara.application.cards.lock_card import LockCard
from clara.domain.companies.company import Membership, Role
from clara.domain.credentials.actor import Door
from clara.domain.credentials.scope import Scope
from clara.domain.credentials.token import CredentialKind
from tests.support.builders import LONG_AGO, api_key, user
from tests.support.clock import NOW
from tests.support.house import Person, issue
from tests.support.setting_up import SettingUp
from tests.support.world import World

WITHOUT_TRANSACTIONS = frozenset({Scope.CARDS_READ})
WITHOUT_WRITING = frozenset({Scope.CARDS_READ, Scope.TRANSACTIONS_READ})


async def engage(world: World) -> dict[str, Person]:
    """Everybody by name: company a's own people, company b's administrator as `stranger`, and who
    differs from the administrator by their credential only."""
    a = world.a
    people = {
        "administrator": a.administrator,
        "bookkeeper": a.bookkeeper,
        "manager": a.manager,
        "member": a.member,
        "employee": a.employee,
        "stranger": world.b.administrator,
        "nobody": _like(a.administrator),
        "inactive": Person(user("Ida Prueba", is_active=False), Role.ADMINISTRATOR, a.company),
        "of_both": Person(user("Olga Prueba"), Role.ADMINISTRATOR, a.company),
    }
    credentials: dict[str, dict[str, Any]] = {
        "narrow": {"scopes": WITHOUT_TRANSACTIONS},
        "reader": {"scopes": WITHOUT_WRITING},
        "revoked": {"name": "revoked"},
        "expired": {"expires_at": NOW - timedelta(seconds=1)},
    }
    async with world.founding() as founding:
        for name in ("inactive", "of_both"):
            person = people[name]
            await founding.add_user(person.user, "no password")
            companies = [a.company] if name == "inactive" else [a.company, world.b.company]
            for company in companies:
                await founding.add_membership(
                    Membership(
                        company_id=company.id,
                        user_id=person.user.id,
                        role=person.role,
                        manager_user_id=None,
                        created_at=LONG_AGO,
                    )
                )
            await _give_tokens(founding, person, {})
        for name, changes in credentials.items():
            people[name] = _like(a.administrator)
            await _give_tokens(founding, people[name], changes)
    there = credentials_table.c
    await world.change(
        update(credentials_table).where(there.name == "revoked").values(revoked_at=1)
    )
    await world.run(LockCard, card=a.cards["marta"].id, reason="Lost")
    return people


def _like(person: Person) -> Person:
    return Person(person.user, person.role, person.company)


async def _give_tokens(founding: SettingUp, person: Person, changes: dict[str, Any]) -> None:
    kinds = {Door.REST: CredentialKind.API_KEY, Door.MCP: CredentialKind.MCP_TOKEN}
    for door, kind in kinds.items():
        company = person.company.id if kind is CredentialKind.MCP_TOKEN else None
        key = api_key(person.user, kind=kind, company_id=company, **changes)
        await issue(founding, person, key, door)
