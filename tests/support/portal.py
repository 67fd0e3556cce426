"""An application with a public key, the people who sign up through it, and the letters they get."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import pyotp
import pytest
from msgspec import structs

from clara.adapters.persistence.accounts import SqlAccounts
from clara.adapters.persistence.database import Session
from clara.adapters.system.ids import new_token
from clara.application.accounts.activate_user import ActivateUser
from clara.application.accounts.enable_two_factor import EnableTwoFactor
from clara.application.accounts.enrol_authenticator import EnrolAuthenticator, Enrolment
from clara.application.accounts.register import Register
from clara.application.accounts.send_code import SendCode
from clara.application.accounts.sign_in import SignIn
from clara.application.call import Call, Done
from clara.application.use_case import UseCase
from clara.bootstrap import Core, build_core
from clara.domain.accounts.language import Language
from clara.domain.accounts.one_time_code import CodePurpose
from clara.domain.accounts.user import User
from clara.domain.credentials.actor import Door
from clara.domain.credentials.credential import NewCredential
from clara.domain.credentials.token import CredentialKind
from clara.domain.errors import ClaraError
from clara.domain.mail.letter import CodeLetter, Letter
from tests.support.builders import IDS, LONG_AGO
from tests.support.signed_in import letters
from tests.support.world import World, settings_for

ACCEPTS = frozenset({CredentialKind.USER_TOKEN, CredentialKind.API_KEY, CredentialKind.PUBLIC_KEY})
PASSWORD = "violin under seven lamps"
OFF = dict.fromkeys(
    (
        *("registration_limit", "codes_per_address", "codes_per_mailbox", "codes_per_source"),
        "sign_in_limit",
    ),
    "off",
)


@dataclass
class Someone:
    """Somebody with an account; `token` is the user token of their first sign-in."""

    user: User
    token: str
    email: str
    password: str = PASSWORD


@dataclass
class Portal:
    """`key` is the application's public key. Nothing is limited but where a test says so."""

    world: World
    key: str
    core: Core
    made: int = field(default=0)

    async def call(
        self,
        use_case: type[UseCase[Any, Any]],
        token: str | None = None,
        *,
        idempotency_key: str | None = None,
        source: str = "192.0.2.1",
        language: Language | None = None,
        **fields: Any,
    ) -> Done[Any]:
        """Run `use_case` with a user token or API key, else with the public key."""
        call = Call(
            door=Door.REST,
            request_id="request",
            token=token or self.key,
            accepts=ACCEPTS,
            source=source,
            language=language,
            idempotency_key=idempotency_key,
        )
        return await self.core.runner.run(use_case, World.draft(**fields), call)

    async def ask(self, use_case: type[UseCase[Any, Any]], *token: str, **how: Any) -> Any:
        """As `call`, the result only."""
        return (await self.call(use_case, *token, **how)).result

    async def error(self, use_case: type[UseCase[Any, Any]], *token: str, **how: Any) -> ClaraError:
        """Why it is refused."""
        with pytest.raises(ClaraError) as caught:
            await self.ask(use_case, *token, **how)
        return caught.value

    async def refused(self, use_case: type[UseCase[Any, Any]], *token: str, **how: Any) -> str:
        """The code of the refusal."""
        return (await self.error(use_case, *token, **how)).code

    def restarted(self, core: Core) -> "Portal":
        """The same portal before another process on the same store."""
        return replace(self, core=core, world=replace(self.world, core=core))

    async def register(self, email: str | None = None, **how: Any) -> Someone:
        """Somebody whose account waits to be activated."""
        self.made += 1
        address = email or f"nora{self.made}@example.com"
        fields = {"first_name": "Nora", "last_name": "Prueba", "password": PASSWORD} | how
        done = await self.ask(Register, email=address, **fields)
        return Someone(done.user, done.token, done.user.email, fields["password"])

    async def someone(self, **how: Any) -> Someone:
        """Somebody whose account is active."""
        person = await self.register(**how)
        code = (await self.code(person, CodePurpose.ACTIVATION, is_sent=True)).code
        await self.ask(ActivateUser, user_email=person.email, code=code)
        return person

    async def sign_in(self, person: Someone, **how: Any) -> str:
        """A further user token."""
        fields = {"email": person.email, "password": person.password} | how
        token: str = (await self.ask(SignIn, **fields)).token
        return token

    async def code(
        self, person: Someone, purpose: CodePurpose, *, is_sent: bool = False
    ) -> CodeLetter:
        """The code that was mailed last, asked for anew unless it `is_sent` already."""
        if not is_sent:
            self.world.clock.advance(seconds=61)
            await self.ask(SendCode, user_email=person.email, otp_type=purpose.value)
        return (await self.codes(person, purpose))[-1]

    async def codes(self, person: Someone, purpose: CodePurpose) -> list[CodeLetter]:
        """All codes that were mailed, oldest first."""
        contents = [one.content for one in await self.letters(person)]
        return [one for one in contents if isinstance(one, CodeLetter) and one.purpose is purpose]

    async def letters(self, person: Someone) -> list[Letter]:
        return [one for one in await letters(self.world) if one.to == person.email]

    async def enrolled(self, person: Someone) -> tuple["App", Enrolment]:
        """`person` with an app as second factor, and what enrolling showed."""
        enrolment = await self.ask(EnrolAuthenticator, person.token)
        app = App(enrolment.secret)
        await self.ask(EnableTwoFactor, person.token, code=app.code(self.now))
        self.world.clock.advance(seconds=30)
        return app, enrolment

    async def user(self, person: Someone) -> User:
        """As the store has it."""
        account = await SqlAccounts(Session(self.core.database)).of_id(person.user.id)
        assert account is not None
        return account.user

    @property
    def now(self) -> datetime:
        return self.world.clock.now()


@dataclass(frozen=True)
class App:
    """An authenticator app."""

    seed: str

    def code(self, at: datetime, *, steps: int = 0) -> str:
        return pyotp.TOTP(self.seed).at(at + timedelta(seconds=30 * steps))


def wrong(code: str) -> str:
    """Six other digits."""
    return f"{(int(code) + 1) % 1_000_000:06d}"


@asynccontextmanager
async def opened_portal(world: World, **changes: Any) -> AsyncIterator[Portal]:
    """On the store of `world`, with settings of its own."""
    settings = structs.replace(settings_for(world.url), **{**OFF, **changes})
    core = build_core(settings, clock=world.clock)
    key = NewCredential(
        id=IDS.new("key"),
        kind=CredentialKind.PUBLIC_KEY,
        user_id=None,
        company_id=None,
        name="Web console",
        scopes=frozenset(),
        created_at=LONG_AGO,
    )
    token = new_token(CredentialKind.PUBLIC_KEY)
    async with world.founding() as founding:
        await founding.add_credential(key, token)
    try:
        yield Portal(replace(world, core=core), token, core)
    finally:
        await core.close()
