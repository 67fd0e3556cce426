"""Who and what the fuzzed server knows, founded before it starts.

What can be done once only (a code, an invitation, a sign-out) is there many times over, so that
operations that end something do not starve the others.
"""

import base64
from dataclasses import dataclass

from msgspec import structs

from clara.adapters.system.ids import new_token
from clara.domain.accounts.one_time_code import CodePurpose
from clara.domain.accounts.user import User
from clara.domain.companies.company import Membership, Role
from clara.domain.credentials.actor import Door
from clara.domain.credentials.token import CredentialKind
from tests.fuzz.canaries import foreign_of, plant, secrets_of
from tests.fuzz.parts import Canaries, Cast, Part
from tests.fuzz.people import PASSWORD, People
from tests.fuzz.sandboxes import Sandboxes
from tests.support.builders import cardholder
from tests.support.house import House

MANY = 60
"""Of what can be done once only. What is used up is sent again, and refused then."""


@dataclass
class Casting:
    """Founds the cast of one run, in one transaction."""

    people: People

    async def found(self, neighbour: House) -> Cast:
        """`neighbour` is another company, whose identifiers are known and must not help."""
        house, administrator = self.people.house, self.people.house.administrator.user
        public_key = await self.people.credential(CredentialKind.PUBLIC_KEY, None, "pub")
        cards = [*house.cards.values()]
        # More than is ever asked for: analyses cost some.
        await self.people.founding.add_credits(
            administrator, 1_000_000, id=self.people.ids.new("credit")
        )
        holders = [cardholder(f"Nora Prueba {number}") for number in range(MANY)]
        await self.people.founding.add_cardholders(house.company.id, holders)
        known_foreign = [neighbour.company.id, neighbour.cards["ana"].id, _row_id(neighbour)]
        default = {
            "user_token": "Bearer " + await self.people.session(administrator),
            "api_key": "Bearer " + house.administrator.tokens[Door.REST],
            "public_key": public_key,
            "basic": _basic((await self.people.person()).email),
        }
        sessions = [await self.people.session(administrator) for _ in range(MANY)]
        signed_in = [*sessions, default["user_token"].removeprefix("Bearer ")]
        return Cast(
            default=default,
            assistants=[one.tokens[Door.MCP] for one in (house.administrator, house.bookkeeper)],
            sessions=sessions,
            neighbour="Bearer " + neighbour.administrator.tokens[Door.REST],
            known_foreign=known_foreign,
            canaries=Canaries(
                secrets={
                    **secrets_of(house, neighbour),
                    **dict.fromkeys(signed_in, "a sign-in of the administrator"),
                },
                foreign={
                    **await plant(self.people.founding, neighbour),
                    **foreign_of(neighbour, known_foreign),
                },
            ),
            known={
                "company_id": [house.company.id] * 9 + [neighbour.company.id],
                "user_id": [administrator.id],
                "user_email": [(await self.people.person()).email],
                "card_id": [one.id for one in cards] + [one.last_four for one in cards],
                "transaction_id": ["ctx_" + one.id.hex() for one in house.rows],
                "import_id": [],
                "task_id": [],
                "attachment_id": [],
                "manager_user_id": [house.manager.user.id, administrator.id],
                "cardholder_id": [one.id for one in (*holders, *house.holders.values())],
            },
            parts=await self._parts(public_key),
        )

    async def _parts(self, public_key: str) -> dict[str, list[Part]]:
        leaver = await self.people.person()
        parts: dict[str, list[Part]] = {
            "user.sign_out": [
                Part(authorization="Bearer " + await self.people.session(leaver))
                for _ in range(MANY * 2)
            ],
            "api_key.reset": [await self._own(await self.people.person())],
            "transaction.view": [await self._credits(leaver)],
            "task.view": [await self._task(leaver)],
            **await Sandboxes(self.people).found(),
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
                "task.cancel": await self._task(leaver),
                "agent.delete_attachment": await self._attachment(leaver),
            }.items():
                parts.setdefault(name, []).append(part)
        return parts

    async def _activation(self, public_key: str) -> Part:
        somebody = await self.people.person(is_active=False)
        code = await self.people.code(somebody, CodePurpose.ACTIVATION)
        return Part(
            path={"user_email": somebody.email}, body={"code": code}, authorization=public_key
        )

    async def _password(self, public_key: str) -> Part:
        somebody = await self.people.person()
        code = await self.people.code(somebody, CodePurpose.CHANGE_PASSWORD)
        is_signed_in = self.people.numbers % 2
        return Part(
            path={"user_email": somebody.email},
            body={"code": code, "password": PASSWORD[::-1]},
            authorization="Bearer " + await self.people.session(somebody)
            if is_signed_in
            else public_key,
        )

    async def _two_factor(self, *, is_on: bool) -> Part:
        somebody = await self.people.person(is_2fa_enabled=is_on)
        code = await self.people.code(somebody, CodePurpose.TWO_FACTOR_AUTH)
        return await self._own(somebody, code=code)

    async def _own(self, somebody: User, **body: str) -> Part:
        return Part(
            path={"user_id": somebody.id},
            body=body,
            authorization="Bearer " + await self.people.session(somebody),
        )

    async def _credits(self, somebody: User) -> Part:
        id = self.people.ids.new("credit")
        await self.people.founding.add_credits(somebody, 500, id=id)
        own = await self._own(somebody)
        return structs.replace(own, path={**own.path, "transaction_id": id})

    async def _task(self, somebody: User) -> Part:
        own = await self._own(somebody)
        return structs.replace(own, path={**own.path, "task_id": await self.people.task(somebody)})

    async def _attachment(self, somebody: User) -> Part:
        id = self.people.ids.new("attachment")
        await self.people.founding.add_attachment(somebody, id=id)
        own = await self._own(somebody)
        return structs.replace(own, path={**own.path, "attachment_id": id})

    async def _invited(self) -> Part:
        somebody = await self.people.person()
        token = await self.people.invitation(somebody.email)
        return Part(
            body={"token": token[1]}, authorization="Bearer " + await self.people.session(somebody)
        )

    async def _waiting(self) -> Part:
        invitation, _ = await self.people.invitation(f"waits.{self.people.numbers}@example.com")
        return Part(
            path={"company_id": self.people.house.company.id, "invitation_id": invitation.id}
        )

    async def _member(self) -> Part:
        somebody = await self.people.person()
        membership = Membership(
            company_id=self.people.house.company.id,
            user_id=somebody.id,
            role=Role.EMPLOYEE,
            created_at=self.people.now,
        )
        await self.people.founding.add_membership(membership)
        return Part(path={"company_id": self.people.house.company.id, "user_id": somebody.id})

    async def _assistant(self) -> Part:
        owner, company_id = self.people.house.bookkeeper.user, self.people.house.company.id
        key = self.people.key(CredentialKind.MCP_TOKEN, owner, "mcp", company_id=company_id)
        await self.people.founding.add_credential(key, new_token(key.kind))
        return Part(path={"company_id": company_id, "token_id": key.id})


def _row_id(house: House) -> str:
    return f"ctx_{house.rows[0].id.hex()}"


def _basic(email: str) -> str:
    return "Basic " + base64.b64encode(f"{email}:{PASSWORD}".encode()).decode()
