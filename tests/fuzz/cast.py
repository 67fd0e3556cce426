"""Who and what the fuzzed server knows, founded before it starts.

What can be done once only (a code, an invitation, a sign-out) is there many times over, so that
operations that end something do not starve the others.
"""

import base64
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from msgspec import Struct

from clara.adapters.persistence.codes import SqlOneTimeCodes
from clara.adapters.persistence.invitations import SqlInvitations
from clara.adapters.system.ids import RandomIds, SystemRandomness, new_token
from clara.adapters.system.passwords import Argon2Passwords
from clara.adapters.system.vault import AesVault
from clara.domain.accounts.one_time_code import CodePurpose, OneTimeCode
from clara.domain.accounts.user import User
from clara.domain.companies.company import Membership, Role
from clara.domain.companies.invitation import Invitation
from clara.domain.credentials.actor import Door
from clara.domain.credentials.credential import NewCredential
from clara.domain.credentials.scope import ALL_SCOPES
from clara.domain.credentials.token import CredentialKind
from tests.support.builders import cardholder, user
from tests.support.house import House
from tests.support.setting_up import SettingUp

PASSWORD = "violin under seven lamps"
MANY = 60
"""Of what can be done once only. What is used up is sent again, and refused then."""
A_YEAR = timedelta(days=365)


class Part(Struct, frozen=True, kw_only=True):
    """One well-prepared request: what it has in its path and body, and `Authorization`."""

    path: dict[str, str] = {}
    body: dict[str, str] = {}
    authorization: str | None = None


class Cast(Struct, frozen=True, kw_only=True):
    """`default` are credentials by security scheme; `known` real values by the parameter's name;
    `parts` prepared requests by operation."""

    default: dict[str, str]
    known: dict[str, list[str]]
    parts: dict[str, list[Part]]


@dataclass
class Casting:
    """Founds the cast of one run, in one transaction."""

    founding: SettingUp
    house: House
    vault: AesVault
    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    ids: RandomIds = field(default_factory=RandomIds)
    numbers: int = 0
    password_hash: str = ""

    async def found(self, neighbour: House) -> Cast:
        """`neighbour` is another company, whose identifiers are known and must not help."""
        house, administrator = self.house, self.house.administrator.user
        # One for all: it takes a while.
        self.password_hash = await Argon2Passwords().hash(PASSWORD)
        public_key = await self._credential(CredentialKind.PUBLIC_KEY, None, "pub")
        cards = [*house.cards.values()]
        holders = [cardholder(f"Nora Prueba {number}") for number in range(MANY)]
        await self.founding.add_cardholders(house.company.id, holders)
        return Cast(
            default={
                "user_token": "Bearer " + await self._session(administrator),
                "api_key": "Bearer " + house.administrator.tokens[Door.REST],
                "public_key": public_key,
                "basic": _basic((await self._person()).email),
            },
            known={
                "company_id": [house.company.id] * 9 + [neighbour.company.id],
                "user_id": [administrator.id],
                "user_email": [(await self._person()).email],
                "card_id": [one.id for one in cards] + [one.last_four for one in cards],
                "transaction_id": ["ctx_" + one.id.hex() for one in house.rows],
                "import_id": [],
                "manager_user_id": [house.manager.user.id, administrator.id],
                "cardholder_id": [one.id for one in (*holders, *house.holders.values())],
            },
            parts=await self._parts(public_key),
        )

    async def _parts(self, public_key: str) -> dict[str, list[Part]]:
        leaver = await self._person()
        parts: dict[str, list[Part]] = {
            "user.sign_out": [
                Part(authorization="Bearer " + await self._session(leaver)) for _ in range(MANY * 2)
            ],
            "api_key.reset": [await self._own(await self._person())],
        }
        for _ in range(MANY):
            for name, part in {
                "user.activate": await self._activation(public_key),
                "user.change_password": await self._password(public_key),
                "user.enable_two_factor": await self._two_factor(is_on=False),
                "user.disable_two_factor": await self._two_factor(is_on=True),
                "invitation.accept": await self._invited(),
                "invitation.withdraw": await self._waiting(),
                "member.change": await self._member(),
                "member.remove": await self._member(),
                "mcp_token.revoke": await self._assistant(),
            }.items():
                parts.setdefault(name, []).append(part)
        return parts

    async def _activation(self, public_key: str) -> Part:
        somebody = await self._person(is_active=False)
        code = await self._code(somebody, CodePurpose.ACTIVATION)
        return Part(
            path={"user_email": somebody.email}, body={"code": code}, authorization=public_key
        )

    async def _password(self, public_key: str) -> Part:
        somebody = await self._person()
        code = await self._code(somebody, CodePurpose.CHANGE_PASSWORD)
        is_signed_in = self.numbers % 2
        return Part(
            path={"user_email": somebody.email},
            body={"code": code, "password": PASSWORD[::-1]},
            authorization="Bearer " + await self._session(somebody) if is_signed_in else public_key,
        )

    async def _two_factor(self, *, is_on: bool) -> Part:
        somebody = await self._person(is_2fa_enabled=is_on)
        code = await self._code(somebody, CodePurpose.TWO_FACTOR_AUTH)
        return await self._own(somebody, code=code)

    async def _own(self, somebody: User, **body: str) -> Part:
        return Part(
            path={"user_id": somebody.id},
            body=body,
            authorization="Bearer " + await self._session(somebody),
        )

    async def _invited(self) -> Part:
        somebody = await self._person()
        token = await self._invitation(somebody.email)
        return Part(
            body={"token": token[1]}, authorization="Bearer " + await self._session(somebody)
        )

    async def _waiting(self) -> Part:
        invitation, _ = await self._invitation(f"waits.{self.numbers}@example.com")
        return Part(path={"company_id": self.house.company.id, "invitation_id": invitation.id})

    async def _member(self) -> Part:
        somebody = await self._person()
        membership = Membership(
            company_id=self.house.company.id,
            user_id=somebody.id,
            role=Role.EMPLOYEE,
            created_at=self.now,
        )
        await self.founding.add_membership(membership)
        return Part(path={"company_id": self.house.company.id, "user_id": somebody.id})

    async def _assistant(self) -> Part:
        owner, company_id = self.house.bookkeeper.user, self.house.company.id
        key = self._key(CredentialKind.MCP_TOKEN, owner, "mcp", company_id=company_id)
        await self.founding.add_credential(key, new_token(key.kind))
        return Part(path={"company_id": company_id, "token_id": key.id})

    async def _person(self, **changes: Any) -> User:
        self.numbers += 1
        somebody = user(
            "Nora Prueba", email=f"nora.{self.numbers}@example.com", created_at=self.now, **changes
        )
        await self.founding.add_user(somebody, self.password_hash)
        return somebody

    async def _session(self, of: User) -> str:
        return await self._credential(CredentialKind.USER_TOKEN, of, "session")

    async def _credential(self, kind: CredentialKind, of: User | None, prefix: str) -> str:
        token = new_token(kind)
        await self.founding.add_credential(self._key(kind, of, prefix), token)
        return token

    def _key(
        self, kind: CredentialKind, of: User | None, prefix: str, company_id: str | None = None
    ) -> NewCredential:
        return NewCredential(
            id=self.ids.new(prefix),
            kind=kind,
            user_id=of.id if of else None,
            company_id=company_id,
            name="fuzzed",
            scopes=ALL_SCOPES,
            created_at=self.now,
        )

    async def _code(self, of: User, purpose: CodePurpose) -> str:
        """The long code of a mail's link: unlike six digits it is outside of every budget."""
        long_code = SystemRandomness().link_code()
        digest = self.vault.digest(f"{of.id} {purpose.value} {long_code}", "one-time code")
        code = OneTimeCode(
            user_id=of.id,
            purpose=purpose,
            code_digest=digest,
            link_digest=digest,
            created_at=self.now,
            expires_at=self.now + A_YEAR,
        )
        await SqlOneTimeCodes(self.founding.session).put(code)
        return long_code

    async def _invitation(self, email: str) -> tuple[Invitation, str]:
        token = SystemRandomness().link_code()
        invitation = Invitation(
            id=self.ids.new("invitation"),
            company_id=self.house.company.id,
            company_name=self.house.company.name,
            email=email,
            role=Role.EMPLOYEE,
            invited_by=self.house.administrator.user.id,
            created_at=self.now - timedelta(days=1),
            expires_at=self.now + A_YEAR,
        )
        await SqlInvitations(self.founding.session).add(invitation, token)
        return invitation, token


def _basic(email: str) -> str:
    return "Basic " + base64.b64encode(f"{email}:{PASSWORD}".encode()).decode()
