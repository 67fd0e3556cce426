"""Settings, read from the environment once. `clara --help` and `.env.example` list them."""

import hashlib
import hmac
import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

from clara.domain.errors import Invalid

MIN_SECRET_LENGTH = 32
MIN_METRICS_TOKEN_LENGTH = 16

_LISTS = frozenset(
    {
        *("previous_secret_keys", "allowed_hosts", "trusted_proxies"),
        *("stripe_webhook_secret", "stripe_issuing_webhook_secret"),
    }
)
"""Written with commas."""
_WITHOUT_PREFIX = (
    *("host", "port"),
    *("stripe_secret_key", "stripe_webhook_secret", "stripe_api_base"),
    *("stripe_issuing", "stripe_issuing_webhook_secret", "stripe_issuing_address"),
    "otel_exporter_otlp_endpoint",
)
"""Known under these names to everybody who runs such services."""
_SECRETS = frozenset(
    {
        *("database_url", "database_replica_url", "secret_key", "previous_secret_keys"),
        *("redis_url", "mail_url"),
        *("google_client_secret", "llm_api_key", "metrics_token", "stripe_secret_key"),
        *("stripe_webhook_secret", "stripe_issuing_webhook_secret"),
    }
)
"""May stand in a file instead, which a variable with `_FILE` at its end names: what belongs to a
process's environment is easily seen."""
_SECRET_MAX_BYTES = 64 * 1024


class Settings(Struct, frozen=True, kw_only=True):
    """Every field is the environment variable `CLARA_<FIELD>`, but for HOST, PORT, STRIPE_… and OTEL_…;
    what is secret may be in the file that the same with `_FILE` names."""

    env: Literal["development", "production"] = "development"
    database_url: str
    # Of a copy that follows the database: reports are read from it.
    database_replica_url: str = ""
    secret_key: Annotated[str, Meta(min_length=MIN_SECRET_LENGTH)]
    # Keys in use before: what they sealed can still be opened.
    previous_secret_keys: tuple[str, ...] = ()
    public_url: str
    host: str = "127.0.0.1"
    port: Annotated[int, Meta(ge=1, le=65535)] = 8000
    rate_limit: str = "10/second"
    usage_quota: str = "unlimited"
    registration_limit: str = "30/hour"
    codes_per_address: str = "5/hour"
    codes_per_mailbox: str = "20/hour"
    codes_per_source: str = "60/hour"
    sign_in_limit: str = "10/minute"
    redis_url: str | None = None
    trusted_proxies: tuple[str, ...] = ()
    allowed_hosts: tuple[str, ...] = ()
    import_max_bytes: Annotated[int, Meta(ge=1)] = 128 * 1024 * 1024
    import_task_bytes: Annotated[int, Meta(ge=0)] = 8 * 1024 * 1024
    export_task_rows: Annotated[int, Meta(ge=0)] = 100_000
    tasks_at_once: Annotated[int, Meta(ge=0, le=64)] = 2
    tasks_per_company: Annotated[int, Meta(ge=1, le=64)] = 1
    task_results_days: Annotated[int, Meta(ge=1, le=3650)] = 30
    database_pool: Annotated[int, Meta(ge=2, le=200)] = 10
    attachment_days: Annotated[int, Meta(ge=1, le=3650)] = 30
    blobs_url: str = "folder:var/blobs"
    mail_url: str = "outbox:var/outbox"
    mail_from: str = "Clara <clara@localhost>"
    google_client_id: str = ""
    google_client_secret: str = ""
    google_issuer: str = "https://accounts.google.com"
    credit_rates: str = "5-10000:100"
    stripe_secret_key: str = ""
    stripe_webhook_secret: tuple[str, ...] = ()
    stripe_api_base: str = "https://api.stripe.com"
    stripe_issuing: Literal["off", "on"] = "off"
    stripe_issuing_webhook_secret: tuple[str, ...] = ()
    stripe_issuing_address: str = ""
    lexicon_folder: str = ""
    llm_model: str = ""
    llm_base_url: str = ""
    llm_api_key: str = ""
    webhook_private_addresses: Literal["off", "on"] = "off"
    analysis_credits: Annotated[int, Meta(ge=0, le=1_000_000)] = 20
    client_documents: Literal["off", "on"] = "off"
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    log_format: Literal["text", "json"] | None = None
    access_log: Literal["off", "on"] = "off"
    metrics_token: Annotated[str, Meta(min_length=MIN_METRICS_TOKEN_LENGTH)] | None = None
    metrics_folder: str = "var/metrics"
    otel_exporter_otlp_endpoint: str = ""

    @property
    def has_google(self) -> bool:
        """Whether people can sign in with Google."""
        return bool(self.google_client_id and self.google_client_secret)

    @property
    def reads_client_documents(self) -> bool:
        """Whether an OAuth client may be known by the address of a document."""
        return self.client_documents == "on"

    @property
    def issues_with_stripe(self) -> bool:
        """Whether cards may be issued by Stripe."""
        return self.stripe_issuing == "on"

    @property
    def calls_private_addresses(self) -> bool:
        """Whether webhooks may be sent within the installation's own network."""
        return self.webhook_private_addresses == "on"

    @property
    def logs_json(self) -> bool:
        """Whether a line of the log is an object: in production unless it is told otherwise."""
        return (self.log_format or ("json" if self.env == "production" else "text")) == "json"

    def __repr__(self) -> str:
        return f"Settings(env={self.env!r}, host={self.host!r}, port={self.port!r})"

    def key(self, purpose: str) -> bytes:
        """A key for one purpose, derived from the secret (HKDF, RFC 5869, one block)."""
        return _derived(self.secret_key, purpose)

    def previous_keys(self, purpose: str) -> tuple[bytes, ...]:
        """The same, of the keys in use before."""
        return tuple(_derived(secret, purpose) for secret in self.previous_secret_keys)


def _derived(secret: str, purpose: str) -> bytes:
    extracted = hmac.new(b"clara", secret.encode(), hashlib.sha256).digest()
    return hmac.new(extracted, purpose.encode() + b"\x01", hashlib.sha256).digest()


def load(environ: Mapping[str, str] = os.environ, folder: Path | None = None) -> Settings:
    """Settings from `environ`. In development a missing database or secret is made under `var/`
    of `folder` (the working directory). Raises `invalid_settings`, `folder_not_usable`."""
    values = {
        name: value for name in Settings.__struct_fields__ if (value := _given(environ, name))
    }
    env = values.get("env", "development")
    if "secret_key" not in values:
        if env == "production":
            raise Invalid(
                "invalid_settings",
                "CLARA_SECRET_KEY is not set; production needs one of at least 32 characters.",
                remedy="Make one with: openssl rand -hex 32",
            )
        values["secret_key"] = _local_secret(_var(folder))
    if "database_url" not in values:
        values["database_url"] = f"sqlite:///{_var(folder) / 'clara.db'}"
    values.setdefault(
        "public_url", f"http://{_shown(values.get('host', '127.0.0.1'))}:{values.get('port', 8000)}"
    )
    raw: dict[str, object] = dict(values)
    for name in _LISTS & raw.keys():
        raw[name] = _listed(name, values[name])
    try:
        return msgspec.convert(raw, Settings, strict=False)
    except msgspec.ValidationError as error:
        raise Invalid("invalid_settings", f"A setting is wrong: {error}") from error


def _variable(name: str) -> str:
    return name.upper() if name in _WITHOUT_PREFIX else f"CLARA_{name.upper()}"


def _given(environ: Mapping[str, str], name: str) -> str | None:
    """Raises `invalid_settings` for a secret's file that can't be read, or is one of two."""
    variable = _variable(name)
    value, path = environ.get(variable), environ.get(f"{variable}_FILE")
    if name not in _SECRETS or not path:
        return value
    if value:
        raise Invalid("invalid_settings", f"{variable} and {variable}_FILE are both set.")
    try:
        with Path(path).open("rb") as file:
            text = file.read(_SECRET_MAX_BYTES).decode().strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is no text"
        raise Invalid("invalid_settings", f"{variable}_FILE: {path}: {reason}.") from error
    if not text:
        raise Invalid("invalid_settings", f"{variable}_FILE: {path} is empty.")
    return text


def _listed(name: str, text: str) -> tuple[str, ...]:
    """Raises `invalid_settings` for one that is set and says nothing: an empty secret or proxy was
    hardly meant."""
    found = tuple(one.strip() for one in text.split(",") if one.strip())
    if not found:
        raise Invalid(
            "invalid_settings",
            f"{_variable(name)} is set and has nothing in it.",
            remedy="Give it a value, or leave it out.",
        )
    return found


def _var(folder: Path | None) -> Path:
    try:
        return (folder or Path.cwd()) / "var"
    except OSError as error:  # the working directory was removed
        raise _not_usable("The working directory", error) from error


def _not_usable(folder: str, error: OSError) -> Invalid:
    return Invalid(
        "folder_not_usable",
        f"{folder} can't hold the secret and the database: {error.strerror}.",
        remedy="Run this in a folder that you may write in, or set CLARA_SECRET_KEY and"
        " CLARA_DATABASE_URL.",
    )


def _shown(host: str) -> str:
    """An address to put into links, for servers that listen on all of them."""
    return "127.0.0.1" if host in ("0.0.0.0", "::", "") else host  # noqa: S104 - compared, not bound


def _local_secret(var: Path) -> str:
    """The secret of a local installation: made once, readable by its owner only. Raises
    `folder_not_usable`."""
    try:
        return _kept_secret(var)
    except OSError as error:
        raise _not_usable(str(var), error) from error


def _kept_secret(var: Path) -> str:
    path = var / "secret_key"
    if not path.exists():
        var.mkdir(parents=True, exist_ok=True)
        draft = var / f"secret_key.{os.getpid()}"
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_hex(32))
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text().strip()
