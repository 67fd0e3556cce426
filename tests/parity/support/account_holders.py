"""Passwords, codes and a public key, for operations on accounts."""

from sqlalchemy import update

from clara.adapters.persistence.codes import SqlOneTimeCodes
from clara.adapters.persistence.tables import users
from clara.adapters.system.passwords import Argon2Passwords
from clara.adapters.system.vault import AesVault
from clara.domain.accounts.one_time_code import LIVES, CodePurpose, OneTimeCode
from clara.domain.accounts.user import User
from clara.domain.credentials.actor import Door
from clara.domain.credentials.token import CredentialKind
from tests.support.builders import api_key, user
from tests.support.clock import NOW
from tests.support.house import Person, issue
from tests.support.world import World, settings_for

CODE, LINK_CODE = "421973", "a" * 32
"""Of everybody who has one, for each purpose."""
PASSWORD = "violin under seven lamps"
"""Of company a's administrator."""
WAITING = "wanda.waiting@example.com"
"""Who has still to activate."""


async def open_accounts(world: World) -> Person:
    """The administrator has a password, codes and the second factor off; the member has it on;
    somebody waits to be activated. The application that speaks for them is answered."""
    a = world.a
    waiting = user("Wanda Waiting", email=WAITING, is_active=False)
    async with world.founding() as founding:
        await founding.add_user(waiting, "no password")
        codes = SqlOneTimeCodes(founding.session)
        vault = AesVault(settings_for(world.url).key("vault"))
        await codes.put(_code(vault, waiting, CodePurpose.ACTIVATION))
        for purpose in (CodePurpose.CHANGE_PASSWORD, CodePurpose.TWO_FACTOR_AUTH):
            await codes.put(_code(vault, a.administrator.user, purpose))
        await codes.put(_code(vault, a.member.user, CodePurpose.TWO_FACTOR_AUTH))
        application = Person(a.administrator.user, a.administrator.role, a.company)
        key = api_key(a.administrator.user, kind=CredentialKind.PUBLIC_KEY, user_id=None)
        await issue(founding, application, key, Door.REST)
    hashed = await Argon2Passwords().hash(PASSWORD)
    here = users.c.id
    owner, guarded = a.administrator.user.id, a.member.user.id
    await world.change(update(users).where(here == owner).values(password_hash=hashed))
    await world.change(update(users).where(here == guarded).values(is_2fa_enabled=True))
    return application


def _code(vault: AesVault, of: User, purpose: CodePurpose) -> OneTimeCode:
    return OneTimeCode(
        user_id=of.id,
        purpose=purpose,
        code_digest=vault.digest(f"{of.id} {purpose.value} {CODE}", "one-time code"),
        link_digest=vault.digest(f"{of.id} {purpose.value} {LINK_CODE}", "one-time code"),
        created_at=NOW,
        expires_at=NOW + LIVES,
    )
