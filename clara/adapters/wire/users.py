"""A user, their API key and their authenticator, as callers see them."""

from typing import Annotated, Any

from msgspec import Struct, structs

from clara.adapters.wire.described import Instant, described
from clara.application.accounts.enrol_authenticator import Enrolment
from clara.application.accounts.ports import Affiliation
from clara.application.accounts.profile import Profile, SignedIn
from clara.application.accounts.reset_api_key import IssuedApiKey
from clara.domain.companies.company import Role
from clara.domain.credentials.credential import Credential
from clara.domain.credentials.scope import Scope
from clara.domain.credentials.token import CredentialKind

_USER_ID = "user_0123456789abcdef0123456789abcdef"
_KEY_ID = "key_0123456789abcdef0123456789abcdef"
_ONCE = "shown this once; null in the answer to a repeated request."


class MembershipView(Struct, frozen=True, kw_only=True):
    """A company the user belongs to."""

    company_id: Annotated[str, described("Identifier of the company.")]
    company_name: Annotated[str, described("Its name.", "Aurora, S.A. de C.V.")]
    role: Annotated[Role, described("What the user is there.")]
    manager_user_id: Annotated[str | None, described("Whom the user reports to there.")]

    @classmethod
    def of(cls, affiliation: Affiliation) -> "MembershipView":
        return cls(**structs.asdict(affiliation))


class UserView(Struct, frozen=True, kw_only=True):
    """A user."""

    created_at: Instant
    credits: Annotated[int, described("Prepaid credits left.", 1200)]
    email: Annotated[str, described("Address the user signs in with.", "ana.torres@example.com")]
    first_name: Annotated[str, described("Given name.", "Ana")]
    id: Annotated[str, described("Identifier of the user.", _USER_ID)]
    is_2fa_enabled: Annotated[bool, described("Whether signing in takes a second factor.")]
    is_active: Annotated[bool, described("Whether the address was proved.")]
    is_dark_mode: Annotated[bool, described("A preference of the web console.")]
    last_name: Annotated[str, described("Family name.", "Torres")]
    memberships: Annotated[tuple[MembershipView, ...], described("The user's companies.")]
    updated_at: Instant

    @classmethod
    def of(cls, profile: Profile) -> "UserView":
        return cls(**_fields(profile))


class SignedInView(UserView, frozen=True, kw_only=True):
    """A user who has just signed in."""

    token: Annotated[str | None, described(f"The user token, {_ONCE}")]

    @classmethod
    def of(cls, signed_in: SignedIn) -> "SignedInView":  # type: ignore[override]
        return cls(**_fields(signed_in), token=signed_in.token)


def _fields(profile: Profile) -> dict[str, Any]:
    user = profile.user
    shown = {name: getattr(user, name) for name in user.__struct_fields__ if name != "language"}
    return shown | {"memberships": tuple(map(MembershipView.of, profile.memberships))}


class ApiKeyView(Struct, frozen=True, kw_only=True):
    """An API key without its token."""

    id: Annotated[str, described("Identifier of the key.", _KEY_ID)]
    prefix: Annotated[str, described("How the token begins.", "clara_api_")]
    last_four: Annotated[str, described("How the token ends.", "x7Qa")]
    scopes: Annotated[tuple[Scope, ...], described("What it may be used for.")]
    created_at: Instant
    last_used_at: Annotated[
        Instant | None, described("When it was last used, to a minute; null if never.")
    ]
    last_client: Annotated[str | None, described("What the program that used it called itself.")]

    @classmethod
    def of(cls, key: Credential) -> "ApiKeyView":
        return cls(
            id=key.id,
            prefix=f"clara_{key.kind.value}_",
            last_four=key.last_four,
            scopes=key.scopes,
            created_at=key.created_at,
            last_used_at=key.last_used_at,
            last_client=key.last_client,
        )


class IssuedApiKeyView(Struct, frozen=True, kw_only=True):
    """A new API key."""

    id: Annotated[str, described("Identifier of the key.", _KEY_ID)]
    prefix: Annotated[str, described("How the token begins.", "clara_api_")]
    last_four: Annotated[str, described("How the token ends.", "x7Qa")]
    scopes: Annotated[tuple[Scope, ...], described("What it may be used for.")]
    created_at: Instant
    token: Annotated[str | None, described(f"The token, {_ONCE}")]

    @classmethod
    def of(cls, issued: IssuedApiKey) -> "IssuedApiKeyView":
        key = issued.key
        return cls(
            id=key.id,
            prefix=f"clara_{CredentialKind.API_KEY.value}_",
            last_four=issued.last_four,
            scopes=tuple(sorted(key.scopes)),
            created_at=key.created_at,
            token=issued.token,
        )


class EnrolmentView(Struct, frozen=True, kw_only=True):
    """What an authenticator app is set up with."""

    otpauth_uri: Annotated[str | None, described(f"For the app, {_ONCE}")]
    secret: Annotated[str | None, described(f"To type into the app, in base 32; {_ONCE}")]
    qr_svg: Annotated[str | None, described(f"The URI as a QR code, an SVG element; {_ONCE}")]
    recovery_codes: Annotated[
        tuple[str, ...] | None, described(f"Ten codes that stand in for the app once each; {_ONCE}")
    ]

    @classmethod
    def of(cls, enrolment: Enrolment) -> "EnrolmentView":
        return cls(
            otpauth_uri=enrolment.otpauth_uri,
            secret=enrolment.secret,
            qr_svg=enrolment.qr_svg,
            recovery_codes=enrolment.recovery_codes,
        )
