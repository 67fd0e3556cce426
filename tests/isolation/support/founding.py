"""Two homes on an empty store, past every rule of the product."""

from datetime import timedelta

from clara.adapters.persistence.accounts import SqlAccounts
from clara.adapters.persistence.codes import SqlOneTimeCodes
from clara.adapters.persistence.credentials import SqlCredentials
from clara.adapters.persistence.invitations import SqlInvitations
from clara.adapters.system.ids import new_token
from clara.adapters.system.passwords import Argon2Passwords
from clara.adapters.system.vault import AesVault
from clara.application.catalog import CATALOG
from clara.application.ports import Vault
from clara.domain.accounts.one_time_code import CodePurpose, OneTimeCode
from clara.domain.companies.company import Company, Membership, Role
from clara.domain.companies.invitation import LIVES, Invitation
from clara.domain.credentials.credential import NewCredential
from clara.domain.credentials.scope import ALL_SCOPES, Scope
from clara.domain.credentials.token import CredentialKind
from clara.settings import Settings
from tests.isolation.support.home import BASIC, PASSWORD, Credential, Home, basic, bearer
from tests.isolation.support.names import DIGITS_OF_B, marked
from tests.isolation.support.values import row_of
from tests.support.builders import IDS, LONG_AGO, company, user
from tests.support.clock import NOW, FakeClock
from tests.support.house import Person, found
from tests.support.sandbox import found_authorization, found_authorizations
from tests.support.setting_up import SettingUp
from tests.support.world import founding, opened

_KINDS = {
    CredentialKind.USER_TOKEN: "session",
    CredentialKind.API_KEY: "key",
    CredentialKind.MCP_TOKEN: "token",
    CredentialKind.PUBLIC_KEY: "public_key",
}
_SCOPES = sorted({one.scope for one in CATALOG if one.scope is not None})
_SECOND_AGO = NOW - timedelta(seconds=1)
_SESSION = CredentialKind.USER_TOKEN


async def found_homes(url: str, settings: Settings) -> tuple[Home, Home]:
    homes = (
        _home("Xaltipan", "XPR120312AB1", {}, "421973"),
        _home("Yurecuaro", "YPR120312AB1", DIGITS_OF_B, "731204"),
    )
    vault = AesVault(settings.key("vault"))
    hashed = await Argon2Passwords().hash(PASSWORD)
    clock = FakeClock()
    async with opened(url, clock) as core, founding(core, clock) as port:
        for home in homes:
            await found(port, home.house)
            await _add_more(port, home, hashed)
            await _add_things(port, home, vault)
            await _fill_wallet(port, home)
    return homes


def _home(word: str, tax_id: str, digits: dict[str, str], code: str) -> Home:
    house = marked(word, tax_id, digits)

    def person(name: str, firm: Company = house.company, **changes: bool) -> Person:
        address = f"{name.split(maxsplit=1)[0].lower()}@{word.lower()}.example"
        made = user(f"{name} {word}", email=address, **changes)
        return Person(made, Role.ADMINISTRATOR, firm)

    return Home(
        word=word,
        house=house,
        inactive=person("Ida Rojas", is_active=False),
        guarded=person("Gil Soto", is_2fa_enabled=True),
        invited=person("Ivo Luna", company(name="None yet")),
        code=code,
        invitation_token=IDS.new("x").removeprefix("x_"),
    )


async def _add_more(port: SettingUp, home: Home, hashed: str) -> None:
    for person in (home.inactive, home.guarded, home.invited):
        await port.add_user(person.user, hashed)
    for person in home.house.people:
        await SqlAccounts(port.session).replace_password(person.user.id, hashed, LONG_AGO)
    for person in (home.inactive, home.guarded):
        membership = Membership(
            company_id=home.house.company.id,
            user_id=person.user.id,
            role=person.role,
            created_at=LONG_AGO,
        )
        await port.add_membership(membership)


async def _add_things(port: SettingUp, home: Home, vault: Vault) -> None:
    held, posted, elena = (IDS.new("authorization") for _ in range(3))
    home.authorizations = {"held": held, "posted": posted, "elena": elena}
    await found_authorizations(port, home.house, held, posted)
    await found_authorization(port, home.house, elena, "elena", minutes_ago=2)
    for person in home.people:
        id = home.credit_transactions[person.user.id] = IDS.new("credit")
        await port.add_credits(person.user, 500, id=id, why=f"A gift of {home.word}")
        attachment = home.attachments[person.user.id] = IDS.new("attachment")
        await port.add_attachment(person.user, id=attachment, name=f"{home.word}.csv")
        receipt = home.receipts[person.user.id] = IDS.new("receipt")
        charge = row_of(home, person)
        await port.add_receipt(person.user, home.house.company, charge, id=receipt)
        task = home.tasks[person.user.id] = IDS.new("task")
        await port.add_task(person.user, None, id=task, asked=f"Of {home.word}")
    home.webhook_id, home.delivery_id = IDS.new("webhook"), IDS.new("delivery")
    await port.add_webhook(home.house.company, id=home.webhook_id, delivery_id=home.delivery_id)
    codes = SqlOneTimeCodes(port.session)
    for person in (home.administrator, home.inactive, home.guarded):
        for purpose in CodePurpose:
            text = f"{person.user.id} {purpose.value} {home.code}"
            digest = vault.digest(text, "one-time code")
            await codes.put(
                OneTimeCode(
                    user_id=person.user.id,
                    purpose=purpose,
                    code_digest=digest,
                    link_digest=digest,
                    created_at=NOW,
                    expires_at=NOW + timedelta(minutes=10),
                )
            )
    invitation = Invitation(
        id=IDS.new("invitation"),
        company_id=home.house.company.id,
        company_name=home.house.company.name,
        email=home.invited.user.email,
        role=Role.EMPLOYEE,
        invited_by=home.administrator.name,
        created_at=NOW,
        expires_at=NOW + LIVES,
    )
    await SqlInvitations(port.session).add(invitation, home.invitation_token)
    home.invitation_id = invitation.id


async def _fill_wallet(port: SettingUp, home: Home) -> None:
    for person in home.people:
        for kind in (CredentialKind.USER_TOKEN, CredentialKind.API_KEY, CredentialKind.MCP_TOKEN):
            # Nobody is given a token for assistants who may not have one; a change of role leaves
            # it behind, and then it must not work.
            if kind is not CredentialKind.MCP_TOKEN or person is not home.invited:
                await _issue_all(port, home, person, kind)
    for special in ("live", "revoked", "expired"):
        await _issue(port, home, None, CredentialKind.PUBLIC_KEY, special)
    address = home.administrator.user.email
    home.wallet[home.administrator.user.id, BASIC, "live"] = Credential(
        header=basic(address, PASSWORD), kind=BASIC, owner=home.administrator, is_live=True
    )


async def _issue_all(port: SettingUp, home: Home, person: Person, kind: CredentialKind) -> None:
    await _issue(port, home, person, kind, "live")
    if person not in (home.administrator, home.guarded, home.invited):
        return
    for special in ("revoked", "expired", *(("idle",) if kind is _SESSION else ())):
        await _issue(port, home, person, kind, special)
    for scope in _SCOPES:
        lacking = ALL_SCOPES - {scope}
        await _issue(port, home, person, kind, f"no {scope}", scopes=lacking)


async def _issue(
    port: SettingUp,
    home: Home,
    person: Person | None,
    kind: CredentialKind,
    special: str,
    scopes: frozenset[Scope] = ALL_SCOPES,
) -> None:
    is_of_company = kind is CredentialKind.MCP_TOKEN
    new = NewCredential(
        id=IDS.new(_KINDS[kind]),
        kind=kind,
        user_id=person.user.id if person else None,
        company_id=home.house.company.id if is_of_company else None,
        name=f"{special} {home.word}",
        scopes=scopes if person else frozenset(),
        created_at=LONG_AGO if special == "idle" else NOW,
        expires_at=_SECOND_AGO if special == "expired" else None,
    )
    token = new_token(kind)
    await port.add_credential(new, token)
    if special == "revoked":
        await SqlCredentials(port.session).revoke(new.id, _SECOND_AGO)
    home.wallet[person.user.id if person else "", kind, special] = Credential(
        header=bearer(token, kind),
        kind=kind,
        owner=person,
        is_live=special not in ("revoked", "expired", "idle"),
        scopes=new.scopes,
        token=token,
        id=new.id,
    )
