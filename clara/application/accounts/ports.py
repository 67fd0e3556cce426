"""What accounts need from the outside."""

from abc import abstractmethod
from datetime import datetime
from typing import Protocol

from msgspec import Struct

from clara.domain.accounts.authenticator import Authenticator
from clara.domain.accounts.one_time_code import Budget, CodePurpose, OneTimeCode
from clara.domain.accounts.user import User
from clara.domain.companies.company import Role
from clara.domain.ids import CompanyId, UserId


class Account(Struct, frozen=True, kw_only=True):
    """A user with what proves who they are; `password_hash` is "" where there is no password."""

    user: User
    password_hash: str
    google_subject: str | None = None

    def __repr__(self) -> str:
        return f"Account(user_id={self.user.id!r})"


class Affiliation(Struct, frozen=True, kw_only=True):
    """A company a user belongs to, and as what."""

    company_id: CompanyId
    company_name: str
    role: Role
    manager_user_id: UserId | None


class Accounts(Protocol):
    """Reads see the present; until something was changed they hold no transaction, so that a
    password can be checked in between. Changes are part of the operation's transaction."""

    @abstractmethod
    async def of_id(self, user_id: str) -> Account | None: ...

    @abstractmethod
    async def of_email(self, email: str) -> Account | None:
        """By `same_address(email)`."""

    @abstractmethod
    async def of_google(self, subject: str) -> Account | None:
        """By the subject of Google's id tokens."""

    @abstractmethod
    async def affiliations(self, user_id: str) -> tuple[Affiliation, ...]:
        """The user's companies, oldest first."""

    @abstractmethod
    async def add(self, account: Account) -> None:
        """Raises `user_exists` when the address or the Google subject is taken."""

    @abstractmethod
    async def save(self, user: User) -> None:
        """Everything of the user but address, credits and creation. Raises `user_not_found`."""

    @abstractmethod
    async def replace_password(self, user_id: str, password_hash: str, now: datetime) -> None: ...

    @abstractmethod
    async def link_google(self, user_id: str, subject: str, now: datetime) -> None:
        """Raises `user_exists` when another account has that subject."""


class OneTimeCodes(Protocol):
    """Codes sent by mail: at most one live code per user and purpose."""

    @abstractmethod
    async def live(self, user_id: str, purpose: CodePurpose, now: datetime) -> OneTimeCode | None:
        """The live code, attempts or not."""

    @abstractmethod
    async def put(self, code: OneTimeCode) -> None:
        """Within the operation's transaction; the one before stops working."""

    @abstractmethod
    async def attempt(
        self, user_id: str, purpose: CodePurpose, now: datetime
    ) -> OneTimeCode | None:
        """The live code after counting one attempt on it, in a transaction of its own; None when
        there is none or its attempts are used up. Of many at once, at most five get it."""

    @abstractmethod
    async def spend(self, code: OneTimeCode) -> bool:
        """End a code, in a transaction of its own; False when somebody else just did."""


class Authenticators(Protocol):
    """Apps that make codes, and recovery codes. Seeds are kept encrypted."""

    @abstractmethod
    async def of_user(self, user_id: str) -> Authenticator | None: ...

    @abstractmethod
    async def put(self, authenticator: Authenticator, recovery_codes: tuple[str, ...]) -> None:
        """Within the operation's transaction; what the user had before stops working. Recovery
        codes are in their plain form, and only digests of them are kept."""

    @abstractmethod
    async def confirm(self, user_id: str) -> None:
        """From now on it counts. Within the operation's transaction."""

    @abstractmethod
    async def remove(self, user_id: str) -> None:
        """With its recovery codes, within the operation's transaction."""

    @abstractmethod
    async def use(self, user_id: str, step: int) -> bool:
        """Remember that the code of `step` was accepted, in a transaction of its own; False when
        that step or a later one was used already."""

    @abstractmethod
    async def use_recovery_code(self, user_id: str, code: str, now: datetime) -> bool:
        """Use one up, in a transaction of its own; False when it is not an unused one."""


class Budgets(Protocol):
    """Failures counted per account over a day, in transactions of their own: they outlive refused
    requests, restarts and processes."""

    @abstractmethod
    async def take(self, budget: Budget, user_id: str, now: datetime) -> bool:
        """Count a guess that is about to be made; False when the day's are used up. Of many at
        once no more than the budget get True."""

    @abstractmethod
    async def is_spent(self, budget: Budget, user_id: str, now: datetime) -> bool: ...

    @abstractmethod
    async def give_back(self, budget: Budget, user_id: str) -> None:
        """The guess was right and doesn't count. Within a transaction of its own."""


class Totp(Protocol):
    """Time-based one-time passwords: six digits, SHA-1, 30 seconds (RFC 6238)."""

    @abstractmethod
    def new_seed(self) -> str:
        """160 random bits in base 32 (RFC 4226, 4)."""

    @abstractmethod
    def step(self, seed: str, code: str, now: datetime) -> int | None:
        """The time step whose code this is: the present one or the one before, else None."""

    @abstractmethod
    def uri(self, seed: str, email: str) -> str:
        """`otpauth://totp/Clara:<email>?secret=…&issuer=Clara`, for apps."""

    @abstractmethod
    def qr_svg(self, uri: str) -> str:
        """The URI as a QR code, one SVG element without script or outside references."""


class Randomness(Protocol):
    """Secrets that people type or click, and those that programs share."""

    @abstractmethod
    def bytes(self, count: int) -> bytes: ...

    @abstractmethod
    def digits(self, count: int) -> str: ...

    @abstractmethod
    def link_code(self) -> str:
        """At least 128 random bits in letters and digits."""

    @abstractmethod
    def recovery_code(self) -> str:
        """80 random bits in base 32, in groups: `ABCD-EFGH-IJKL-MNOP`."""


class GoogleIdentity(Struct, frozen=True, kw_only=True):
    """Who Google says it is; `is_authoritative` when Google itself runs the address."""

    subject: str
    email: str
    is_email_verified: bool
    is_authoritative: bool
    first_name: str
    last_name: str

    def __repr__(self) -> str:
        return "GoogleIdentity()"


class GoogleFlow(Struct, frozen=True, kw_only=True):
    """A browser's sign-in that has begun: where to send it, and what only this browser may know
    when it comes back."""

    url: str
    state: str
    nonce: str
    verifier: str

    def __repr__(self) -> str:
        return "GoogleFlow()"


class Google(Protocol):
    """Google as an OpenID provider. Every method raises `google_not_configured` (not found) until
    it is, and `google_unavailable` when Google does not answer."""

    @abstractmethod
    async def begin(self, redirect_uri: str) -> GoogleFlow:
        """Authorization code with PKCE (RFC 7636, S256), state and nonce."""

    @abstractmethod
    async def exchange(self, code: str, verifier: str, redirect_uri: str) -> str:
        """The id token for an authorization code. Raises `google_code_refused`."""

    @abstractmethod
    async def identify(self, id_token: str, nonce: str | None) -> GoogleIdentity:
        """Who the token is about, once signature, issuer, audience, expiry and nonce are right
        (OpenID Connect Core, 3.1.3.7). A token with a nonce needs that nonce. Raises
        `unauthenticated`."""
