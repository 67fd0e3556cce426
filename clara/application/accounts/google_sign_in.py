"""From an identity that Google vouches for to a signed-in user."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from clara.application.accounts.held_accounts import HeldAccounts
from clara.application.accounts.ports import Account, Accounts, GoogleIdentity
from clara.application.accounts.profile import SignedIn
from clara.application.accounts.second_factor import SecondFactor, second_factor_wanted
from clara.application.accounts.sessions import Sessions
from clara.application.ports import Clock, Ids, LimitName, Limits
from clara.domain.accounts.user import User, same_address
from clara.domain.credentials.actor import Actor
from clara.domain.errors import About, ClaraError, Conflict, Unauthenticated

NO_PASSWORD = ""


@dataclass(frozen=True, slots=True)
class GoogleSignIn:
    """The key is Google's `sub`, never the address alone. An account with a password is linked only
    when it was activated (else whoever registered a stranger's address would wait in it) and when
    Google itself runs the address."""

    accounts: Accounts
    held: HeldAccounts
    second_factor: SecondFactor
    sessions: Sessions
    limits: Limits
    clock: Clock
    ids: Ids

    async def sign_in(
        self, identity: GoogleIdentity, code: str | None, actor: Actor, **continuation: str
    ) -> SignedIn:
        """Raises, first that holds: `google_email_unverified`, `account_not_verified`,
        `google_account_not_linked`, `rate_limited`, `second_factor_required` (its `data` holds the
        `continuation`), `unauthenticated`, `too_many_attempts`."""
        now = self.clock.now()
        account = await self.accounts.of_google(identity.subject)
        is_known = account is not None
        if account is None:
            account = await self._to_link(identity)
        if account is None:
            await self.limits.take(LimitName.REGISTRATION, actor.source)
            account = self._new(identity, actor, now)
            await self.accounts.add(account)
        else:
            await self._check_second_factor(account.user, code, now, continuation)
            if not is_known:
                await self.accounts.link_google(account.user.id, identity.subject, now)
        user = account.user
        affiliations = await self.accounts.affiliations(user.id)
        token = await self.sessions.begin(user, now)
        return SignedIn(user=user, memberships=affiliations, token=token)

    async def _check_second_factor(
        self, user: User, code: str | None, now: datetime, continuation: Mapping[str, str]
    ) -> None:
        try:
            if user.is_2fa_enabled:
                if code is None:
                    raise second_factor_wanted(**continuation)
                await self.second_factor.check(user, code, now)
            present = await self.held.of_id(user.id)
            if present.user.is_2fa_enabled != user.is_2fa_enabled:
                raise Unauthenticated("unauthenticated")
        except ClaraError as error:
            companies = await self.accounts.affiliations(user.id)
            error.about = About(user.id, tuple(one.company_id for one in companies))
            raise

    async def _to_link(self, identity: GoogleIdentity) -> Account | None:
        """The account with Google's address, if the two may be joined; None when there is none."""
        if not identity.is_email_verified:
            raise Unauthenticated(
                "google_email_unverified", remedy="Verify the address with Google first."
            )
        account = await self.accounts.of_email(identity.email)
        if account is None:
            return None
        if not account.user.is_active:
            raise Conflict(
                "account_not_verified",
                "An account with this address is waiting to be activated.",
                remedy="Activate it with the code sent by mail, then sign in with Google.",
            )
        if account.google_subject is not None or not identity.is_authoritative:
            raise Conflict(
                "google_account_not_linked",
                "This address has an account that this Google account can't sign in to.",
                remedy="Sign in with the password instead.",
            )
        return account

    def _new(self, identity: GoogleIdentity, actor: Actor, now: datetime) -> Account:
        user = User(
            id=self.ids.new("user"),
            email=same_address(identity.email),
            first_name=identity.first_name,
            last_name=identity.last_name,
            language=actor.language,
            created_at=now,
            updated_at=now,
        )
        return Account(user=user, password_hash=NO_PASSWORD, google_subject=identity.subject)
