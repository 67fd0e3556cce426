"""Every table, once, for SQLite and PostgreSQL.

Conventions: a tenant's table leads its key with `company_number`, the stores' short key of a
company; instants are integer microseconds since 1970 (UTC), money is integer minor units, so that
both stores hold the same exact values and indexes stay small; identifiers on the wire are text,
except on card transactions, whose 16 bytes are stored bare.
"""

from advanced_alchemy.base import orm_registry
from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    Table,
    Text,
    false,
    text,
)

metadata = orm_registry.metadata

_own_tax_id = text("tax_id NOT IN ('XAXX010101000', 'XEXX010101000')")
companies = Table(
    "companies",
    metadata,
    # INTEGER, not BIGINT: SQLite numbers rows by itself only under that exact name.
    Column("number", Integer, Identity(), primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("country", Text, nullable=False),
    Column("tax_id", Text, nullable=False),
    Column("currency", Text, nullable=False),
    Column("time_zone", Text, nullable=False),
    Column("billing_day", SmallInteger, nullable=False),
    Column("bookkeepers_can_lock", Boolean, nullable=False),
    Column("confirms_unlocks", Boolean, nullable=False, server_default=false()),
    Column("is_sandbox", Boolean, nullable=False),
    # Since when no charge is approved; null where they are.
    Column("suspended_at", BigInteger),
    # A sandbox's own time: stopped at one instant, or so many microseconds from everybody's.
    Column("clock_frozen_at", BigInteger),
    Column("clock_offset", BigInteger, nullable=False, server_default=text("0")),
    # Card transactions of imports numbered above this are still being written and not seen yet.
    Column("visible_import", Integer, nullable=False, server_default=text("0")),
    Column("data_as_of", BigInteger),
    Column("created_at", BigInteger, nullable=False),
    # The two RFCs that stand for anybody may be those of several companies.
    Index(
        "ux_companies_tax_id",
        "country",
        "tax_id",
        unique=True,
        postgresql_where=_own_tax_id,
        sqlite_where=_own_tax_id,
    ),
)

users = Table(
    "users",
    metadata,
    Column("id", Text, primary_key=True),
    Column("email", Text, nullable=False, unique=True),
    Column("first_name", Text, nullable=False),
    Column("last_name", Text, nullable=False),
    # Empty where the account has none.
    Column("password_hash", Text, nullable=False),
    Column("is_active", Boolean, nullable=False),
    Column("is_2fa_enabled", Boolean, nullable=False),
    Column("is_dark_mode", Boolean, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("updated_at", BigInteger, nullable=False),
    Column("language", Text, nullable=False, server_default=text("'en'")),
    Column("credits", BigInteger, nullable=False, server_default=text("0")),
    Column("google_subject", Text),
    Index("ux_users_google_subject", "google_subject", unique=True),
)

credit_transfers = Table(
    "credit_transfers",
    metadata,
    Column("id", Text, primary_key=True),
    Column("user_id", ForeignKey("users.id"), nullable=False),
    Column("kind", Text, nullable=False),
    # What it was made for, and which step of it: there is one transfer of each.
    Column("reference", Text, nullable=False),
    Column("step", Text, nullable=False),
    Column("description", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Index("ux_credit_transfers_reference_step", "reference", "step", unique=True),
    Index("ix_credit_transfers_user_id_at", "user_id", "at", "id"),
)

# Only ever added to, and in each unit the entries of a transfer add up to zero.
credit_entries = Table(
    "credit_entries",
    metadata,
    Column("transfer_id", ForeignKey("credit_transfers.id"), primary_key=True),
    Column("account", Text, primary_key=True),
    Column("unit", Text, nullable=False),
    Column("amount", BigInteger, nullable=False),
)

credit_purchases = Table(
    "credit_purchases",
    metadata,
    Column("id", Text, primary_key=True),
    Column("user_id", ForeignKey("users.id"), nullable=False),
    Column("amount_minor", BigInteger, nullable=False),
    Column("currency", Text, nullable=False),
    Column("credits", BigInteger, nullable=False),
    Column("status", Text, nullable=False),
    Column("return_path", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("session_id", Text, unique=True),
    Column("url", Text),
    Column("payment_id", Text, index=True),
    Column("refunded_minor", BigInteger, nullable=False),
    # JSON: there are hardly ever any, and never many.
    Column("disputes", Text, nullable=False),
    Column("returned_minor", BigInteger, nullable=False),
    Column("returned_credits", BigInteger, nullable=False),
    Column("uncollected_credits", BigInteger, nullable=False),
    Column("version", Integer, nullable=False),
    Index("ix_credit_purchases_status_created_at", "status", "created_at"),
)

payment_customers = Table(
    "payment_customers",
    metadata,
    Column("user_id", ForeignKey("users.id"), primary_key=True),
    Column("provider", Text, primary_key=True),
    Column("customer_id", Text, nullable=False),
)

one_time_codes = Table(
    "one_time_codes",
    metadata,
    Column("user_id", ForeignKey("users.id"), primary_key=True),
    Column("purpose", Text, primary_key=True),
    Column("code_digest", LargeBinary, nullable=False),
    Column("link_digest", LargeBinary, nullable=False),
    Column("attempts", SmallInteger, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
)

budgets = Table(
    "budgets",
    metadata,
    # No reference: what is tried on nobody's address is counted as well, so that it takes as long.
    Column("user_id", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("taken", Integer, nullable=False),
    Column("since", BigInteger, nullable=False),
)

authenticators = Table(
    "authenticators",
    metadata,
    Column("user_id", ForeignKey("users.id"), primary_key=True),
    Column("seed", LargeBinary, nullable=False),
    Column("is_confirmed", Boolean, nullable=False),
    Column("last_step", BigInteger, nullable=False),
    Column("created_at", BigInteger, nullable=False),
)

recovery_codes = Table(
    "recovery_codes",
    metadata,
    Column("user_id", ForeignKey("users.id"), primary_key=True),
    Column("digest", LargeBinary, primary_key=True),
    Column("used_at", BigInteger),
)

letters = Table(
    "letters",
    metadata,
    Column("id", Text, primary_key=True),
    # Encrypted: letters hold codes.
    Column("sealed", LargeBinary, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("posted_at", BigInteger, nullable=False),
    # When to try next; while somebody tries, when to give them up for dead.
    Column("due_at", BigInteger, nullable=False),
    Index("ix_letters_due_at", "due_at"),
)

memberships = Table(
    "memberships",
    metadata,
    Column("company_number", ForeignKey("companies.number"), primary_key=True),
    Column("user_id", ForeignKey("users.id"), primary_key=True, index=True),
    Column("role", Text, nullable=False),
    Column("manager_user_id", Text),
    Column("created_at", BigInteger, nullable=False),
)

credentials = Table(
    "credentials",
    metadata,
    Column("id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("digest", LargeBinary, nullable=False, unique=True),
    Column("user_id", ForeignKey("users.id"), index=True),
    Column("company_number", ForeignKey("companies.number")),
    Column("name", Text, nullable=False),
    Column("scopes", Text, nullable=False),
    # JSON of its guard rails; null where it has none.
    Column("guard", Text),
    Column("last_four", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger),
    Column("revoked_at", BigInteger),
    Column("last_used_at", BigInteger),
    Column("last_client", Text),
    Index("ix_credentials_company_number", "company_number"),
)

oauth_clients = Table(
    "oauth_clients",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("redirect_uris", Text, nullable=False),
    Column("auth", Text, nullable=False),
    Column("secret_digest", LargeBinary),
    Column("is_ours", Boolean, nullable=False),
    Column("created_at", BigInteger, nullable=False),
)

# Kept as long as the grant that a code gave: it says to whom, and for which address.
oauth_codes = Table(
    "oauth_codes",
    metadata,
    Column("digest", LargeBinary, primary_key=True),
    Column("client_id", ForeignKey("oauth_clients.id"), nullable=False, index=True),
    Column("client_name", Text, nullable=False),
    Column("redirect_uri", Text, nullable=False),
    Column("challenge", Text, nullable=False),
    Column("user_id", ForeignKey("users.id"), nullable=False),
    Column("company_number", ForeignKey("companies.number"), nullable=False),
    Column("scopes", Text, nullable=False),
    Column("guard", Text),
    Column("expires_at", BigInteger, nullable=False),
    Column("used_at", BigInteger),
    Column("grant_id", ForeignKey("credentials.id"), unique=True),
)

oauth_tokens = Table(
    "oauth_tokens",
    metadata,
    Column("digest", LargeBinary, primary_key=True),
    Column("grant_id", ForeignKey("credentials.id"), nullable=False, index=True),
    Column("kind", Text, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Column("used_at", BigInteger),
)

_open = text("accepted_at IS NULL AND withdrawn_at IS NULL")
invitations = Table(
    "invitations",
    metadata,
    Column("id", Text, primary_key=True),
    Column("company_number", ForeignKey("companies.number"), nullable=False),
    Column("email", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("manager_user_id", Text),
    Column("cardholder_id", Text),
    Column("invited_by", Text, nullable=False),
    Column("digest", LargeBinary, nullable=False, unique=True),
    Column("created_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Column("accepted_at", BigInteger),
    Column("withdrawn_at", BigInteger),
    Index("ix_invitations_email", "email", "created_at"),
    Index(
        "ux_invitations_open",
        "company_number",
        "email",
        unique=True,
        postgresql_where=_open,
        sqlite_where=_open,
    ),
)

counters = Table(
    "counters",
    metadata,
    Column("company_number", ForeignKey("companies.number"), primary_key=True),
    Column("name", Text, primary_key=True),
    Column("last", Integer, nullable=False),
)

cardholders = Table(
    "cardholders",
    metadata,
    Column("company_number", ForeignKey("companies.number"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("id", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("search_name", Text, nullable=False),
    Column("user_id", Text),
    Index("ux_cardholders_id", "company_number", "id", unique=True),
    Index("ix_cardholders_search_name", "company_number", "search_name"),
    Index("ix_cardholders_user_id", "company_number", "user_id"),
)

cards = Table(
    "cards",
    metadata,
    Column("company_number", ForeignKey("companies.number"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("id", Text, nullable=False),
    Column("cardholder_number", Integer),
    Column("alias", Text),
    Column("search_alias", Text),
    Column("last_four", Text, nullable=False),
    # The masked number as the source of an external card writes it: how imports know it again.
    Column("external_key", Text),
    Column("type", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("unlocked_status", Text, nullable=False),
    Column("currency", Text, nullable=False),
    Column("limit_minor", BigInteger),
    Column("periodicity", Text),
    Column("issuer", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("version", Integer, nullable=False),
    ForeignKeyConstraint(
        ["company_number", "cardholder_number"],
        ["cardholders.company_number", "cardholders.number"],
    ),
    CheckConstraint("limit_minor >= 0", name="limit_not_negative"),
    Index("ux_cards_id", "company_number", "id", unique=True),
    Index("ux_cards_external_key", "company_number", "external_key", unique=True),
    Index("ix_cards_last_four", "company_number", "last_four"),
    Index("ix_cards_cardholder", "company_number", "cardholder_number"),
    Index("ix_cards_newest", "company_number", "created_at", "id"),
)

_unlifted = text("lifted_at IS NULL")
card_locks = Table(
    "card_locks",
    metadata,
    Column("company_number", Integer, primary_key=True),
    Column("card_number", Integer, primary_key=True),
    # The card's version that the lock brought about: unique, and it orders a card's history.
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("level", SmallInteger, nullable=False),
    Column("by_user_id", Text),
    Column("by_name", Text, nullable=False),
    Column("by_role", Text),
    Column("at", BigInteger, nullable=False),
    Column("reason", Text),
    Column("door", Text, nullable=False),
    Column("lifted_at", BigInteger),
    Column("lifted_by_user_id", Text),
    Column("lifted_by_name", Text),
    Column("lifted_reason", Text),
    Column("lifted_door", Text),
    ForeignKeyConstraint(
        ["company_number", "card_number"], ["cards.company_number", "cards.number"]
    ),
    Index(
        "ux_card_locks_unlifted",
        "company_number",
        "card_number",
        "level",
        unique=True,
        postgresql_where=_unlifted,
        sqlite_where=_unlifted,
    ),
)

merchants = Table(
    "merchants",
    metadata,
    Column("company_number", ForeignKey("companies.number"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("name", Text, nullable=False),
    Column("search_name", Text, nullable=False),
    Index("ux_merchants_name", "company_number", "name", unique=True),
)

company_currencies = Table(
    "company_currencies",
    metadata,
    Column("company_number", ForeignKey("companies.number"), primary_key=True),
    Column("currency", Integer, primary_key=True, autoincrement=False),
)

card_transactions = Table(
    "card_transactions",
    metadata,
    Column("company_number", Integer, nullable=False),
    Column("id", LargeBinary, nullable=False),
    Column("occurred_at", BigInteger, nullable=False),
    Column("amount_minor", BigInteger, nullable=False),
    Column("import_number", Integer, nullable=False),
    Column("merchant_number", Integer, nullable=False),
    # 0 where the source names no card or nobody: an index led by it then holds every row.
    Column("card_number", Integer, nullable=False),
    Column("cardholder_number", Integer, nullable=False),
    Column("currency", SmallInteger, nullable=False),
    # How the row counts in sums: derived from status and type, see `counting.py`.
    Column("counting", SmallInteger, nullable=False),
    Column("status", SmallInteger, nullable=False),
    Column("type", SmallInteger, nullable=False),
    Column("category", SmallInteger, nullable=False),
    Column("mcc", SmallInteger),
    Column("merchant_raw", Text, nullable=False),
    Column("original_minor", BigInteger),
    Column("original_currency", SmallInteger),
    Column("description", Text),
    Column("reference", Text),
    Index("ux_card_transactions_id", "company_number", "id", unique=True),
)

_MEASURES = ("currency", "counting")
_DIMENSIONS = (
    *("occurred_at", "amount_minor", "import_number", "status", "type", "category"),
    *("merchant_number", "card_number", "cardholder_number", "mcc"),
)


def _covering(name: str, *lead: str) -> Index:
    rest = [column for column in (*_MEASURES, *_DIMENSIONS) if column not in lead]
    return Index(
        f"ix_card_transactions_{name}",
        *(card_transactions.c[column] for column in ("company_number", *lead, *rest)),
    )


time_index = _covering("time", "occurred_at", "id")
"""Serves every page, total, and PostgreSQL's every grouping, without touching the table."""

grouping_indexes = (
    _covering("category", "category"),
    _covering("merchant", "merchant_number"),
    _covering("holder", "cardholder_number", "card_number"),
)
"""SQLite groups without a sorter only along an index that has the groups in order, down to
currency and counting; PostgreSQL hashes."""
for _index in grouping_indexes:
    _index.info["only_on"] = "sqlite"
    _index.ddl_if(dialect="sqlite")

_running = text("status = 'running'")
imports = Table(
    "imports",
    metadata,
    Column("company_number", ForeignKey("companies.number"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("id", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("file_name", Text, nullable=False),
    Column("file_digest", LargeBinary, nullable=False),
    Column("report", LargeBinary),
    Column("by_user_id", Text),
    Column("created_at", BigInteger, nullable=False),
    Column("alive_at", BigInteger, nullable=False),
    Column("finished_at", BigInteger),
    Index("ux_imports_id", "company_number", "id", unique=True),
    Index(
        "ux_imports_running",
        "company_number",
        unique=True,
        postgresql_where=_running,
        sqlite_where=_running,
    ),
)

import_mappings = Table(
    "import_mappings",
    metadata,
    Column("company_number", ForeignKey("companies.number"), primary_key=True),
    Column("signature", Text, primary_key=True),
    Column("mapping", LargeBinary, nullable=False),
)

_unsealed = text("sequence IS NULL")
audit_entries = Table(
    "audit_entries",
    metadata,
    # 0 is the installation's own chain: events without a company.
    Column("company_number", Integer, primary_key=True, autoincrement=False),
    Column("id", Text, primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("action", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("door", Text, nullable=False),
    Column("user_id", Text),
    Column("subject", Text),
    Column("body", LargeBinary, nullable=False),
    Column("sequence", BigInteger),
    Column("hash", LargeBinary),
    Index("ix_audit_entries_newest", "company_number", "at", "id"),
    Index("ux_audit_entries_sequence", "company_number", "sequence", unique=True),
    Index(
        "ix_audit_entries_unsealed",
        "company_number",
        "at",
        postgresql_where=_unsealed,
        sqlite_where=_unsealed,
    ),
)

audit_chains = Table(
    "audit_chains",
    metadata,
    Column("company_number", Integer, primary_key=True, autoincrement=False),
    Column("last_sequence", BigInteger, nullable=False),
    Column("last_hash", LargeBinary, nullable=False),
)

idempotency_keys = Table(
    "idempotency_keys",
    metadata,
    Column("company_number", Integer, primary_key=True, autoincrement=False),
    Column("caller", Text, primary_key=True),
    Column("operation", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("request_digest", LargeBinary, nullable=False),
    Column("claim", Text, nullable=False),
    Column("claimed_at", BigInteger, nullable=False),
    Column("completed_at", BigInteger),
    Column("result", LargeBinary),
    Index("ix_idempotency_keys_claimed_at", "claimed_at"),
)

_unfinished = text("status IN ('queued', 'running')")
tasks = Table(
    "tasks",
    metadata,
    Column("user_id", ForeignKey("users.id"), primary_key=True),
    Column("id", Text, primary_key=True),
    Column("company_id", Text),
    # From where the company's data are seen for it; see `viewpoint` in the domain.
    Column("viewpoint", Text),
    Column("kind", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("percent", SmallInteger, nullable=False),
    Column("words", Text, nullable=False),
    Column("credits", BigInteger, nullable=False),
    Column("attempts", SmallInteger, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("updated_at", BigInteger, nullable=False),
    # When an engine was told of it; null until then.
    Column("handed_over_at", BigInteger),
    # JSON: in whose name it acts, what was asked, what was found, or what went wrong.
    Column("actor", LargeBinary, nullable=False),
    Column("asked", LargeBinary, nullable=False),
    Column("result", LargeBinary),
    Column("error", LargeBinary),
    Index("ux_tasks_id", "id", unique=True),
    Index("ix_tasks_newest", "user_id", "created_at", "id"),
    Index(
        "ix_tasks_unfinished",
        "handed_over_at",
        "created_at",
        postgresql_where=_unfinished,
        sqlite_where=_unfinished,
    ),
    Index("ix_tasks_updated_at", "updated_at"),
)

task_steps = Table(
    "task_steps",
    metadata,
    Column("task_id", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("output", LargeBinary, nullable=False),
    Column("done_at", BigInteger, nullable=False),
)

task_workers = Table(
    "task_workers",
    metadata,
    Column("id", Text, primary_key=True),
    Column("started_at", BigInteger, nullable=False),
    Column("alive_at", BigInteger, nullable=False),
)

attachments = Table(
    "attachments",
    metadata,
    Column("id", Text, primary_key=True),
    Column("user_id", ForeignKey("users.id"), nullable=False),
    Column("name", Text, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    # JSON: what is in the file, without its rows.
    Column("overview", LargeBinary, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    # That of a deleted one is in the past: its identifier stays taken for a while.
    Column("expires_at", BigInteger, nullable=False),
    Index("ix_attachments_user_id_expires_at", "user_id", "expires_at"),
    Index("ix_attachments_expires_at", "expires_at"),
)

_of_card = ("company_number", "card_number")
_cards_key = ("cards.company_number", "cards.number")
card_controls = Table(
    "card_controls",
    metadata,
    Column("company_number", Integer, primary_key=True),
    Column("card_number", Integer, primary_key=True),
    # JSON: read with the card, replaced together.
    Column("body", LargeBinary, nullable=False),
    ForeignKeyConstraint(_of_card, _cards_key),
)

# What is spent of a card's limit in a period: made of the card's transactions, kept equal to them.
card_spending = Table(
    "card_spending",
    metadata,
    Column("company_number", Integer, primary_key=True),
    Column("card_number", Integer, primary_key=True),
    Column("starts_at", BigInteger, primary_key=True),
    Column("ends_at", BigInteger, primary_key=True),
    Column("currency", SmallInteger, nullable=False),
    Column("spent_minor", BigInteger, nullable=False),
    ForeignKeyConstraint(_of_card, _cards_key),
)

_held = text("held_minor > 0")
authorizations = Table(
    "authorizations",
    metadata,
    Column("company_number", Integer, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("card_number", Integer, nullable=False),
    # 0 for nobody, as on card transactions.
    Column("cardholder_number", Integer, nullable=False),
    Column("transaction_id", LargeBinary, nullable=False),
    Column("status", Text, nullable=False),
    Column("reason", Text),
    Column("at", BigInteger, nullable=False),
    Column("expires_at", BigInteger),
    Column("currency", Text, nullable=False),
    Column("authorized_minor", BigInteger, nullable=False),
    Column("held_minor", BigInteger, nullable=False),
    Column("reversed_minor", BigInteger, nullable=False),
    Column("posted_minor", BigInteger, nullable=False),
    Column("refunded_minor", BigInteger, nullable=False),
    Column("disputed_minor", BigInteger, nullable=False),
    # JSON: the charge as it was decided.
    Column("charge", LargeBinary, nullable=False),
    Column("version", Integer, nullable=False),
    ForeignKeyConstraint(_of_card, _cards_key),
    CheckConstraint("held_minor >= 0", name="hold_not_negative"),
    Index("ix_authorizations_newest", "company_number", "at", "id"),
    Index("ix_authorizations_card", "company_number", "card_number", "at", "id"),
    Index(
        "ix_authorizations_held",
        "company_number",
        "expires_at",
        postgresql_where=_held,
        sqlite_where=_held,
    ),
)

# Only ever added to.
authorization_facts = Table(
    "authorization_facts",
    metadata,
    Column("company_number", Integer, primary_key=True),
    Column("authorization_id", Text, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("kind", Text, nullable=False),
    Column("amount_minor", BigInteger, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("held_minor", BigInteger, nullable=False),
    Column("reason", Text),
    Column("transaction_id", LargeBinary),
    ForeignKeyConstraint(
        ["company_number", "authorization_id"],
        ["authorizations.company_number", "authorizations.id"],
    ),
)

webhook_endpoints = Table(
    "webhook_endpoints",
    metadata,
    Column("company_id", ForeignKey("companies.id"), primary_key=True),
    Column("id", Text, primary_key=True),
    Column("url", Text, nullable=False),
    # Separated by blanks; empty for all.
    Column("event_types", Text, nullable=False),
    Column("description", Text, nullable=False),
    Column("secret", LargeBinary, nullable=False),
    # The one before it signs as well until then.
    Column("old_secret", LargeBinary),
    Column("old_secret_until", BigInteger),
    Column("is_enabled", Boolean, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("updated_at", BigInteger, nullable=False),
    Column("failing_since", BigInteger),
    Column("off_because", Text),
)

_not_sorted = text("NOT is_sorted")
webhook_events = Table(
    "webhook_events",
    metadata,
    Column("company_id", ForeignKey("companies.id"), primary_key=True),
    Column("id", Text, primary_key=True),
    Column("type", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("at", BigInteger, nullable=False),
    # Whether each endpoint that listens has its delivery.
    Column("is_sorted", Boolean, nullable=False),
    Index(
        "ix_webhook_events_not_sorted",
        "at",
        postgresql_where=_not_sorted,
        sqlite_where=_not_sorted,
    ),
    Index("ix_webhook_events_at", "at"),
)

_pending = text("status = 'pending'")
webhook_deliveries = Table(
    "webhook_deliveries",
    metadata,
    Column("company_id", Text, primary_key=True),
    Column("endpoint_id", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("event_id", Text, nullable=False),
    Column("type", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("attempts", SmallInteger, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("due_at", BigInteger),
    Column("tried_at", BigInteger),
    Column("answered", SmallInteger),
    Column("reason", Text),
    Column("took_ms", Integer),
    ForeignKeyConstraint(
        ("company_id", "endpoint_id"), ("webhook_endpoints.company_id", "webhook_endpoints.id")
    ),
    ForeignKeyConstraint(
        ("company_id", "event_id"), ("webhook_events.company_id", "webhook_events.id")
    ),
    Index("ix_webhook_deliveries_newest", "company_id", "endpoint_id", "created_at", "id"),
    Index("ix_webhook_deliveries_event", "company_id", "event_id"),
    Index(
        "ix_webhook_deliveries_due_at", "due_at", postgresql_where=_pending, sqlite_where=_pending
    ),
)

receipts = Table(
    "receipts",
    metadata,
    Column("company_id", ForeignKey("companies.id"), primary_key=True),
    Column("id", Text, primary_key=True),
    Column("transaction_id", Text, nullable=False),
    Column("submitted_by", ForeignKey("users.id"), nullable=False),
    Column("submitter_name", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    # JSON: what is in the file, without its rows.
    Column("overview", LargeBinary, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Index("ix_receipts_transaction", "company_id", "transaction_id", "created_at"),
    Index("ix_receipts_digest", "company_id", "digest"),
)

_due_to_tell = text("due_at IS NOT NULL")
# Cards as their issuers know them, and what those have yet to be told.
issuer_cards = Table(
    "issuer_cards",
    metadata,
    Column("company_number", Integer, primary_key=True),
    Column("card_number", Integer, primary_key=True),
    Column("issuer", Text, nullable=False),
    Column("reference", Text, nullable=False),
    Column("intent", Integer, nullable=False),
    Column("confirmed", Integer, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("due_at", BigInteger),
    Column("trouble", Text),
    ForeignKeyConstraint(_of_card, _cards_key),
    Index("ux_issuer_cards_reference", "issuer", "reference", unique=True),
    Index(
        "ix_issuer_cards_due_at",
        "due_at",
        postgresql_where=_due_to_tell,
        sqlite_where=_due_to_tell,
    ),
)

issuer_holders = Table(
    "issuer_holders",
    metadata,
    Column("company_number", Integer, primary_key=True),
    Column("cardholder_number", Integer, primary_key=True),
    Column("issuer", Text, primary_key=True),
    Column("reference", Text, nullable=False),
    Column("is_active", Boolean, nullable=False),
    Column("because", Text),
    ForeignKeyConstraint(
        ["company_number", "cardholder_number"],
        ["cardholders.company_number", "cardholders.number"],
    ),
    Index("ux_issuer_holders_reference", "issuer", "reference", unique=True),
)

# What of an issuer's charges, requests and transactions is booked, and as which fact.
issuer_records = Table(
    "issuer_records",
    metadata,
    Column("company_number", Integer, primary_key=True),
    Column("issuer", Text, primary_key=True),
    Column("reference", Text, primary_key=True),
    Column("authorization_id", Text),
    Column("fact", Integer, nullable=False),
    ForeignKeyConstraint(
        ["company_number", "authorization_id"],
        ["authorizations.company_number", "authorizations.id"],
    ),
)
