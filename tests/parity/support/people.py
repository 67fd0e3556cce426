"""Callers besides those a house has: of narrow scopes, revoked, expired, of two companies, signed
in, …"""

from datetime import timedelta
from typing import Any

from sqlalchemy import update

from clara.adapters.persistence.tables import companies as companies_table
from clara.adapters.persistence.tables import credentials as credentials_table
from clara.adapters.system.ids import new_token
from clara.application.cards.lock_card import LockCard
from clara.domain.companies.company import Membership, Role
from clara.domain.companies.invitation import Invitation
from clara.domain.credentials.actor import Door
from clara.domain.credentials.scope import Scope
from clara.domain.credentials.token import CredentialKind
from tests.parity.support.account_holders import open_accounts
from tests.support.builders import LONG_AGO, api_key, user
from tests.support.clock import NOW
from tests.support.house import Person, issue, sign_in
from tests.support.sandbox import found_authorizations
from tests.support.setting_up import SettingUp
from tests.support.world import World

CODES = {"guest": "a" * 32, "other": "b" * 32}
INVITATIONS = {name: "invitation_" + code for name, code in CODES.items()}
MCP_TOKENS = ("token_" + "a" * 32, "token_" + "b" * 32)
"""Of the bookkeepers of company a and company b."""
CREDIT_TRANSACTIONS = ("credit_" + "a" * 32, "credit_" + "b" * 32)
"""Of the administrators of company a and company b."""
ATTACHMENTS = ("attachment_" + "a" * 32, "attachment_" + "b" * 32)
"""Of the administrators of company a and company b."""
TASKS = ("task_" + "a" * 32, "task_" + "b" * 32)
"""Of the administrators of company a and company b."""
WEBHOOKS = ("webhook_" + "a" * 32, "webhook_" + "b" * 32)
DELIVERIES = ("delivery_" + "a" * 32, "delivery_" + "b" * 32)
"""Of company a and company b."""
AUTHORIZATIONS = tuple("authorization_" + letter * 32 for letter in "abcd")
"""Of company a one whose money is held and one that was posted, then those of company b."""
WITHOUT_TRANSACTIONS = frozenset({Scope.CARDS_READ})
WITHOUT_WRITING = frozenset({Scope.CARDS_READ, Scope.TRANSACTIONS_READ})


async def engage(world: World) -> dict[str, Person]:
    """Everybody by name: company a's own people, company b's administrator as `stranger`, and who
    differs from the administrator by their credential only. Of those who have signed in, with their
    user token in place of an API key, the name is `signed-in …`; `guest` belongs to no company."""
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
    await _sign_everybody_in(world, people)
    people["application"] = await open_accounts(world)
    async with world.founding() as founding:
        for house, id in zip((a, world.b), CREDIT_TRANSACTIONS, strict=True):
            await founding.add_credits(house.administrator.user, 500, id=id)
        for house, id in zip((a, world.b), ATTACHMENTS, strict=True):
            await founding.add_attachment(house.administrator.user, id=id)
        for house, id in zip((a, world.b), TASKS, strict=True):
            await founding.add_task(house.administrator.user, house.company, id=id)
        for house, id, sent in zip((a, world.b), WEBHOOKS, DELIVERIES, strict=True):
            await founding.add_webhook(house.company, id=id, delivery_id=sent)
        for house, ids in ((a, AUTHORIZATIONS[:2]), (world.b, AUTHORIZATIONS[2:])):
            await found_authorizations(founding, house, *ids)
    await world.change(update(companies_table).values(is_sandbox=True))
    there = credentials_table.c
    await world.change(
        update(credentials_table).where(there.name == "revoked").values(revoked_at=1)
    )
    await world.run(LockCard, card=a.cards["marta"].id, reason="Lost")
    return people


async def _sign_everybody_in(world: World, people: dict[str, Person]) -> None:
    guest = Person(user("Gil Prueba"), Role.EMPLOYEE, world.a.company)
    async with world.founding() as founding:
        await founding.add_user(guest.user, "no password")
        for person in (guest, people["inactive"], people["of_both"]):
            await sign_in(founding, person)
        for name, email in (("guest", guest.user.email), ("other", "other@example.com")):
            await founding.add_invitation(_invitation(world, name, email), CODES[name])
        for house, token_id in zip((world.a, world.b), MCP_TOKENS, strict=True):
            owner = house.bookkeeper
            of_company = {"kind": CredentialKind.MCP_TOKEN, "company_id": house.company.id}
            key = api_key(owner.user, id=token_id, **of_company)
            await founding.add_credential(key, new_token(key.kind))
    everybody = {**people, "guest": guest}
    for name, person in everybody.items():
        if Door.WEB in person.tokens:
            tokens = {Door.REST: person.tokens[Door.WEB]}
            people[f"signed-in {name}"] = Person(person.user, person.role, person.company, tokens)


def _invitation(world: World, name: str, email: str) -> Invitation:
    return Invitation(
        id=INVITATIONS[name],
        company_id=world.a.company.id,
        company_name=world.a.company.name,
        email=email,
        role=Role.BOOKKEEPER,
        invited_by="Ana Torres",
        created_at=NOW - timedelta(hours=1),
        expires_at=NOW + timedelta(days=6),
    )


def _like(person: Person) -> Person:
    return Person(person.user, person.role, person.company)


async def _give_tokens(founding: SettingUp, person: Person, changes: dict[str, Any]) -> None:
    kinds = {Door.REST: CredentialKind.API_KEY, Door.MCP: CredentialKind.MCP_TOKEN}
    for door, kind in kinds.items():
        company = person.company.id if kind is CredentialKind.MCP_TOKEN else None
        key = api_key(person.user, kind=kind, company_id=company, **changes)
        await issue(founding, person, key, door)
