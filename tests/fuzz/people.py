"""People of a fuzzed server, and what each of them holds: sign-ins, codes, invitations."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from clara.adapters.persistence.codes import SqlOneTimeCodes
from clara.adapters.persistence.invitations import SqlInvitations
from clara.adapters.persistence.tasks import SqlTasks
from clara.adapters.system.ids import RandomIds, SystemRandomness, new_token
from clara.adapters.system.passwords import Argon2Passwords
from clara.adapters.system.vault import AesVault
from clara.application.runner import ANYBODY
from clara.domain.accounts.one_time_code import CodePurpose, OneTimeCode
from clara.domain.accounts.user import User
from clara.domain.companies.company import Role
from clara.domain.companies.invitation import Invitation
from clara.domain.credentials.credential import NewCredential
from clara.domain.credentials.scope import ALL_SCOPES
from clara.domain.credentials.token import CredentialKind
from clara.domain.tasks.task import Task, TaskProgress, TaskStatus
from tests.support.builders import user
from tests.support.house import House
from tests.support.setting_up import SettingUp

PASSWORD = "bassoon under eleven lamps"
"""Nobody's example: where it is seen, it was told."""
A_YEAR = timedelta(days=365)


@dataclass
class People:
    """Adds people in the transaction of `founding`, to no company or invited to that of `house`.
    `numbers` counts them."""

    founding: SettingUp
    house: House
    vault: AesVault
    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    ids: RandomIds = field(default_factory=RandomIds)
    numbers: int = 0
    password_hash: str = ""

    async def person(self, **changes: Any) -> User:
        self.numbers += 1
        if not self.password_hash:
            # One for all: it takes a while.
            self.password_hash = await Argon2Passwords().hash(PASSWORD)
        somebody = user(
            "Nora Prueba", email=f"nora.{self.numbers}@example.com", created_at=self.now, **changes
        )
        await self.founding.add_user(somebody, self.password_hash)
        return somebody

    async def session(self, of: User) -> str:
        return await self.credential(CredentialKind.USER_TOKEN, of, "session")

    async def credential(self, kind: CredentialKind, of: User | None, prefix: str) -> str:
        token = new_token(kind)
        await self.founding.add_credential(self.key(kind, of, prefix), token)
        return token

    def key(
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

    async def code(self, of: User, purpose: CodePurpose) -> str:
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

    async def invitation(self, email: str) -> tuple[Invitation, str]:
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

    async def task(self, of: User) -> str:
        """One that waits for as long as the fuzzing goes on: no worker looks for what it was handed
        in the future."""
        later = self.now + A_YEAR
        task = Task(
            id=self.ids.new("task"),
            kind="test",
            user_id=of.id,
            company_id=None,
            viewpoint=None,
            status=TaskStatus.QUEUED,
            progress=TaskProgress(),
            credits=0,
            attempts=0,
            created_at=later,
            updated_at=later,
        )
        await SqlTasks(self.founding.session).add(task, ANYBODY, "", handed_over=True)
        return task.id
