from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

from msgspec import Meta, Struct

from clara.application.accounts.ports import Account, Accounts
from clara.application.companies.ports import Companies, Members
from clara.application.credentials.ports import Credentials, Passwords, Tokens
from clara.application.demo.demo_company import COUNT, TAX_ID, DemoCompany, generate
from clara.application.demo.window import TIME_ZONE
from clara.application.founding.ports import Founding
from clara.application.ports import Clock, Ids
from clara.application.use_case import Effect, Trace, UseCase
from clara.domain.accounts.user import User
from clara.domain.companies.company import Role
from clara.domain.credentials.actor import Actor
from clara.domain.credentials.credential import NewCredential
from clara.domain.credentials.scope import ALL_SCOPES, STAFF
from clara.domain.credentials.token import ALL_KINDS, CredentialKind
from clara.domain.errors import NotFound

SEED = 1
PEOPLE = (Role.ADMINISTRATOR, Role.BOOKKEEPER, Role.EMPLOYEE)
"""Whose credentials are handed out."""


class LoadDemoCommand(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    card_transactions: Annotated[int, Meta(ge=4_000, le=200_000)] = COUNT


class DemoAccess(Struct, frozen=True, kw_only=True):
    """How to act as one of the demo's people; only administrators and bookkeepers may have an MCP
    token."""

    role: Role
    user_id: str
    email: str
    password: str
    api_key: str
    mcp_token: str | None

    def __repr__(self) -> str:
        return f"DemoAccess(role={self.role.value!r})"


class LoadedDemo(Struct, frozen=True, kw_only=True):
    """`people` and `public_api_key` are shown this once; only digests and hashes are kept."""

    company_id: str
    company_name: str
    is_new: bool
    cards: int = 0
    card_transactions: int = 0
    public_api_key: str
    people: tuple[DemoAccess, ...]

    def __repr__(self) -> str:
        return f"LoadedDemo(company_id={self.company_id!r})"


@dataclass(frozen=True, slots=True)
class LoadDemo(UseCase[LoadDemoCommand, LoadedDemo]):
    """Load the demo company: its people with passwords and tokens, forty cardholders, sixty cards
    and 24 months of card transactions up to now. For operators.

    Where it is loaded already its data stays as it is; its people get new passwords and tokens,
    and the old ones stop working.

    Errors: user_exists when a demo address is taken by somebody outside the demo company.
    """

    name = "demo.load"
    tool = "load_demo"
    title = "Load the demo company"
    action = "demo.loaded"
    effect = Effect.WRITE
    is_for_operators = True
    command = LoadDemoCommand
    result = LoadedDemo

    accounts: Accounts
    companies: Companies
    members: Members
    credentials: Credentials
    founding: Founding
    passwords: Passwords
    tokens: Tokens
    clock: Clock
    ids: Ids

    async def __call__(self, actor: Actor, command: LoadDemoCommand) -> LoadedDemo:
        demo = generate(SEED, self._last_day(), command.card_transactions)
        company_id = await self.founding.company_id(TAX_ID)
        is_new = company_id is None
        if company_id is None:
            company_id = demo.company.id
            await self._store(demo)
        emails = {person.membership.role: person.user.email for person in demo.people}
        return LoadedDemo(
            company_id=company_id,
            company_name=demo.company.name,
            is_new=is_new,
            cards=len(demo.cards) if is_new else 0,
            card_transactions=len(demo.transactions) if is_new else 0,
            public_api_key=await self._issue(CredentialKind.PUBLIC_KEY, None, None),
            people=tuple([await self._admit(company_id, emails[role]) for role in PEOPLE]),
        )

    def _last_day(self) -> date:
        """Demo days end at noon; until then the newest is yesterday, so that no row lies ahead."""
        here = self.clock.now().astimezone(ZoneInfo(TIME_ZONE))
        return here.date() if here.hour >= 12 else here.date() - timedelta(days=1)

    async def _store(self, demo: DemoCompany) -> None:
        await self.companies.add(demo.company)
        for person in demo.people:
            password_hash = await self.passwords.hash(self.passwords.new())
            await self.accounts.add(Account(user=person.user, password_hash=password_hash))
            await self.members.add(person.membership)
        await self.founding.add_cardholders(demo.company.id, demo.cardholders)
        await self.founding.add_cards(demo.cards)
        await self.founding.add_card_transactions(demo.company.id, demo.transactions)

    async def _admit(self, company_id: str, email: str) -> DemoAccess:
        """A new password and new tokens for a member; the old ones stop."""
        account = await self.accounts.of_email(email)
        member = await self.members.find(company_id, account.user.id) if account else None
        if account is None or member is None:
            raise NotFound("member_not_found", f"{email} no longer belongs to the demo company.")
        user, role = account.user, member.role
        now, password = self.clock.now(), self.passwords.new()
        await self.credentials.revoke_of_user(user.id, ALL_KINDS, now)
        password_hash = await self.passwords.hash(password)
        await self.accounts.replace_password(user.id, password_hash, now)
        mcp_token = None
        if role in STAFF:
            mcp_token = await self._issue(CredentialKind.MCP_TOKEN, user, company_id)
        return DemoAccess(
            role=role,
            user_id=user.id,
            email=user.email,
            password=password,
            api_key=await self._issue(CredentialKind.API_KEY, user, None),
            mcp_token=mcp_token,
        )

    async def _issue(self, kind: CredentialKind, user: User | None, company_id: str | None) -> str:
        token = self.tokens.new(kind)
        credential = NewCredential(
            id=self.ids.new("token" if kind is CredentialKind.MCP_TOKEN else "key"),
            kind=kind,
            user_id=user.id if user else None,
            company_id=company_id,
            name="Demo",
            scopes=ALL_SCOPES if user else frozenset(),
            created_at=self.clock.now(),
        )
        await self.credentials.add(credential, token)
        return token

    @classmethod
    def trace(cls, result: LoadedDemo) -> Trace:
        return Trace(
            subject=result.company_id,
            details={
                "is_new": result.is_new,
                "cards": result.cards,
                "card_transactions": result.card_transactions,
            },
        )
