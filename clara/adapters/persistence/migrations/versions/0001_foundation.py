"""Companies, people, credentials, cards, card transactions, imports and the activity log."""

import sqlalchemy as sa
from alembic import op

revision = "0001_foundation"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit_chains",
        sa.Column("company_number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last_sequence", sa.BigInteger(), nullable=False),
        sa.Column("last_hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("company_number", name=op.f("pk_audit_chains")),
    )
    op.create_table(
        "audit_entries",
        sa.Column("company_number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("door", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=True),
        sa.Column("subject", sa.Text(), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=True),
        sa.Column("hash", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("company_number", "id", name=op.f("pk_audit_entries")),
    )
    op.create_index(
        "ix_audit_entries_newest", "audit_entries", ["company_number", "at", "id"], unique=False
    )
    op.create_index(
        "ix_audit_entries_unsealed",
        "audit_entries",
        ["company_number", "at"],
        unique=False,
        postgresql_where=sa.text("sequence IS NULL"),
        sqlite_where=sa.text("sequence IS NULL"),
    )
    op.create_index(
        "ux_audit_entries_sequence", "audit_entries", ["company_number", "sequence"], unique=True
    )
    op.create_table(
        "card_transactions",
        sa.Column("company_number", sa.Integer(), nullable=False),
        sa.Column("id", sa.LargeBinary(), nullable=False),
        sa.Column("occurred_at", sa.BigInteger(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("import_number", sa.Integer(), nullable=False),
        sa.Column("merchant_number", sa.Integer(), nullable=False),
        sa.Column("card_number", sa.Integer(), nullable=False),
        sa.Column("cardholder_number", sa.Integer(), nullable=False),
        sa.Column("currency", sa.SmallInteger(), nullable=False),
        sa.Column("counting", sa.SmallInteger(), nullable=False),
        sa.Column("status", sa.SmallInteger(), nullable=False),
        sa.Column("type", sa.SmallInteger(), nullable=False),
        sa.Column("category", sa.SmallInteger(), nullable=False),
        sa.Column("mcc", sa.SmallInteger(), nullable=True),
        sa.Column("merchant_raw", sa.Text(), nullable=False),
        sa.Column("original_minor", sa.BigInteger(), nullable=True),
        sa.Column("original_currency", sa.SmallInteger(), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("reference", sa.Text(), nullable=True),
    )
    if op.get_bind().dialect.name == "sqlite":
        op.create_index(
            "ix_card_transactions_category",
            "card_transactions",
            [
                "company_number",
                "category",
                "currency",
                "counting",
                "occurred_at",
                "amount_minor",
                "import_number",
                "status",
                "type",
                "merchant_number",
                "card_number",
                "cardholder_number",
                "mcc",
            ],
            unique=False,
        )
    if op.get_bind().dialect.name == "sqlite":
        op.create_index(
            "ix_card_transactions_holder",
            "card_transactions",
            [
                "company_number",
                "cardholder_number",
                "card_number",
                "currency",
                "counting",
                "occurred_at",
                "amount_minor",
                "import_number",
                "status",
                "type",
                "category",
                "merchant_number",
                "mcc",
            ],
            unique=False,
        )
    if op.get_bind().dialect.name == "sqlite":
        op.create_index(
            "ix_card_transactions_merchant",
            "card_transactions",
            [
                "company_number",
                "merchant_number",
                "currency",
                "counting",
                "occurred_at",
                "amount_minor",
                "import_number",
                "status",
                "type",
                "category",
                "card_number",
                "cardholder_number",
                "mcc",
            ],
            unique=False,
        )
    op.create_index(
        "ix_card_transactions_time",
        "card_transactions",
        [
            "company_number",
            "occurred_at",
            "id",
            "currency",
            "counting",
            "amount_minor",
            "import_number",
            "status",
            "type",
            "category",
            "merchant_number",
            "card_number",
            "cardholder_number",
            "mcc",
        ],
        unique=False,
    )
    op.create_index(
        "ux_card_transactions_id", "card_transactions", ["company_number", "id"], unique=True
    )
    op.create_table(
        "companies",
        sa.Column("number", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("tax_id", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("time_zone", sa.Text(), nullable=False),
        sa.Column("billing_day", sa.SmallInteger(), nullable=False),
        sa.Column("bookkeepers_can_lock", sa.Boolean(), nullable=False),
        sa.Column("is_sandbox", sa.Boolean(), nullable=False),
        sa.Column("visible_import", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("data_as_of", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_companies")),
        sa.UniqueConstraint("id", name=op.f("uq_companies_id")),
    )
    op.create_table(
        "idempotency_keys",
        sa.Column("company_number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("caller", sa.Text(), nullable=False),
        sa.Column("operation", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("request_digest", sa.LargeBinary(), nullable=False),
        sa.Column("claim", sa.Text(), nullable=False),
        sa.Column("claimed_at", sa.BigInteger(), nullable=False),
        sa.Column("completed_at", sa.BigInteger(), nullable=True),
        sa.Column("result", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint(
            "company_number", "caller", "operation", "key", name=op.f("pk_idempotency_keys")
        ),
    )
    op.create_index(
        "ix_idempotency_keys_claimed_at", "idempotency_keys", ["claimed_at"], unique=False
    )
    op.create_table(
        "users",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("first_name", sa.Text(), nullable=False),
        sa.Column("last_name", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("is_2fa_enabled", sa.Boolean(), nullable=False),
        sa.Column("is_dark_mode", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.UniqueConstraint("email", name=op.f("uq_users_email")),
    )
    op.create_table(
        "cardholders",
        sa.Column("company_number", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("search_name", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["company_number"],
            ["companies.number"],
            name=op.f("fk_cardholders_company_number_companies"),
        ),
        sa.PrimaryKeyConstraint("company_number", "number", name=op.f("pk_cardholders")),
    )
    op.create_index(
        "ix_cardholders_search_name", "cardholders", ["company_number", "search_name"], unique=False
    )
    op.create_index(
        "ix_cardholders_user_id", "cardholders", ["company_number", "user_id"], unique=False
    )
    op.create_index("ux_cardholders_id", "cardholders", ["company_number", "id"], unique=True)
    op.create_table(
        "company_currencies",
        sa.Column("company_number", sa.Integer(), nullable=False),
        sa.Column("currency", sa.Integer(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["company_number"],
            ["companies.number"],
            name=op.f("fk_company_currencies_company_number_companies"),
        ),
        sa.PrimaryKeyConstraint("company_number", "currency", name=op.f("pk_company_currencies")),
    )
    op.create_table(
        "counters",
        sa.Column("company_number", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["company_number"],
            ["companies.number"],
            name=op.f("fk_counters_company_number_companies"),
        ),
        sa.PrimaryKeyConstraint("company_number", "name", name=op.f("pk_counters")),
    )
    op.create_table(
        "credentials",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=True),
        sa.Column("company_number", sa.Integer(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("scopes", sa.Text(), nullable=False),
        sa.Column("last_four", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=True),
        sa.Column("revoked_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["company_number"],
            ["companies.number"],
            name=op.f("fk_credentials_company_number_companies"),
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_credentials_user_id_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credentials")),
        sa.UniqueConstraint("digest", name=op.f("uq_credentials_digest")),
    )
    op.create_index(op.f("ix_credentials_user_id"), "credentials", ["user_id"], unique=False)
    op.create_table(
        "import_mappings",
        sa.Column("company_number", sa.Integer(), nullable=False),
        sa.Column("signature", sa.Text(), nullable=False),
        sa.Column("mapping", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["company_number"],
            ["companies.number"],
            name=op.f("fk_import_mappings_company_number_companies"),
        ),
        sa.PrimaryKeyConstraint("company_number", "signature", name=op.f("pk_import_mappings")),
    )
    op.create_table(
        "imports",
        sa.Column("company_number", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("file_digest", sa.LargeBinary(), nullable=False),
        sa.Column("report", sa.LargeBinary(), nullable=True),
        sa.Column("by_user_id", sa.Text(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("alive_at", sa.BigInteger(), nullable=False),
        sa.Column("finished_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["company_number"],
            ["companies.number"],
            name=op.f("fk_imports_company_number_companies"),
        ),
        sa.PrimaryKeyConstraint("company_number", "number", name=op.f("pk_imports")),
    )
    op.create_index("ux_imports_id", "imports", ["company_number", "id"], unique=True)
    op.create_index(
        "ux_imports_running",
        "imports",
        ["company_number"],
        unique=True,
        postgresql_where=sa.text("status = 'running'"),
        sqlite_where=sa.text("status = 'running'"),
    )
    op.create_table(
        "memberships",
        sa.Column("company_number", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("manager_user_id", sa.Text(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["company_number"],
            ["companies.number"],
            name=op.f("fk_memberships_company_number_companies"),
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_memberships_user_id_users")
        ),
        sa.PrimaryKeyConstraint("company_number", "user_id", name=op.f("pk_memberships")),
    )
    op.create_index(op.f("ix_memberships_user_id"), "memberships", ["user_id"], unique=False)
    op.create_table(
        "merchants",
        sa.Column("company_number", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("search_name", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["company_number"],
            ["companies.number"],
            name=op.f("fk_merchants_company_number_companies"),
        ),
        sa.PrimaryKeyConstraint("company_number", "number", name=op.f("pk_merchants")),
    )
    op.create_index("ux_merchants_name", "merchants", ["company_number", "name"], unique=True)
    op.create_table(
        "cards",
        sa.Column("company_number", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("cardholder_number", sa.Integer(), nullable=True),
        sa.Column("alias", sa.Text(), nullable=True),
        sa.Column("search_alias", sa.Text(), nullable=True),
        sa.Column("last_four", sa.Text(), nullable=False),
        sa.Column("external_key", sa.Text(), nullable=True),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("unlocked_status", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("limit_minor", sa.BigInteger(), nullable=True),
        sa.Column("periodicity", sa.Text(), nullable=True),
        sa.Column("issuer", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("limit_minor >= 0", name=op.f("ck_cards_limit_not_negative")),
        sa.ForeignKeyConstraint(
            ["company_number", "cardholder_number"],
            ["cardholders.company_number", "cardholders.number"],
            name=op.f("fk_cards_company_number_cardholders"),
        ),
        sa.ForeignKeyConstraint(
            ["company_number"], ["companies.number"], name=op.f("fk_cards_company_number_companies")
        ),
        sa.PrimaryKeyConstraint("company_number", "number", name=op.f("pk_cards")),
    )
    op.create_index(
        "ix_cards_cardholder", "cards", ["company_number", "cardholder_number"], unique=False
    )
    op.create_index("ix_cards_last_four", "cards", ["company_number", "last_four"], unique=False)
    op.create_index(
        "ix_cards_newest", "cards", ["company_number", "created_at", "id"], unique=False
    )
    op.create_index(
        "ux_cards_external_key", "cards", ["company_number", "external_key"], unique=True
    )
    op.create_index("ux_cards_id", "cards", ["company_number", "id"], unique=True)
    op.create_table(
        "card_locks",
        sa.Column("company_number", sa.Integer(), nullable=False),
        sa.Column("card_number", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("level", sa.SmallInteger(), nullable=False),
        sa.Column("by_user_id", sa.Text(), nullable=True),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.Column("by_role", sa.Text(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("door", sa.Text(), nullable=False),
        sa.Column("lifted_at", sa.BigInteger(), nullable=True),
        sa.Column("lifted_by_user_id", sa.Text(), nullable=True),
        sa.Column("lifted_by_name", sa.Text(), nullable=True),
        sa.Column("lifted_reason", sa.Text(), nullable=True),
        sa.Column("lifted_door", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["company_number", "card_number"],
            ["cards.company_number", "cards.number"],
            name=op.f("fk_card_locks_company_number_cards"),
        ),
        sa.PrimaryKeyConstraint(
            "company_number", "card_number", "version", name=op.f("pk_card_locks")
        ),
    )
    op.create_index(
        "ux_card_locks_unlifted",
        "card_locks",
        ["company_number", "card_number", "level"],
        unique=True,
        postgresql_where=sa.text("lifted_at IS NULL"),
        sqlite_where=sa.text("lifted_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_index(
        "ux_card_locks_unlifted",
        table_name="card_locks",
        postgresql_where=sa.text("lifted_at IS NULL"),
        sqlite_where=sa.text("lifted_at IS NULL"),
    )
    op.drop_table("card_locks")
    op.drop_index("ux_cards_id", table_name="cards")
    op.drop_index("ux_cards_external_key", table_name="cards")
    op.drop_index("ix_cards_newest", table_name="cards")
    op.drop_index("ix_cards_last_four", table_name="cards")
    op.drop_index("ix_cards_cardholder", table_name="cards")
    op.drop_table("cards")
    op.drop_index("ux_merchants_name", table_name="merchants")
    op.drop_table("merchants")
    op.drop_index(op.f("ix_memberships_user_id"), table_name="memberships")
    op.drop_table("memberships")
    op.drop_index(
        "ux_imports_running",
        table_name="imports",
        postgresql_where=sa.text("status = 'running'"),
        sqlite_where=sa.text("status = 'running'"),
    )
    op.drop_index("ux_imports_id", table_name="imports")
    op.drop_table("imports")
    op.drop_table("import_mappings")
    op.drop_index(op.f("ix_credentials_user_id"), table_name="credentials")
    op.drop_table("credentials")
    op.drop_table("counters")
    op.drop_table("company_currencies")
    op.drop_index("ux_cardholders_id", table_name="cardholders")
    op.drop_index("ix_cardholders_user_id", table_name="cardholders")
    op.drop_index("ix_cardholders_search_name", table_name="cardholders")
    op.drop_table("cardholders")
    op.drop_table("users")
    op.drop_index("ix_idempotency_keys_claimed_at", table_name="idempotency_keys")
    op.drop_table("idempotency_keys")
    op.drop_table("companies")
    op.drop_index("ux_card_transactions_id", table_name="card_transactions")
    op.drop_index("ix_card_transactions_time", table_name="card_transactions")
    if op.get_bind().dialect.name == "sqlite":
        op.drop_index("ix_card_transactions_merchant", table_name="card_transactions")
    if op.get_bind().dialect.name == "sqlite":
        op.drop_index("ix_card_transactions_holder", table_name="card_transactions")
    if op.get_bind().dialect.name == "sqlite":
        op.drop_index("ix_card_transactions_category", table_name="card_transactions")
    op.drop_table("card_transactions")
    op.drop_index("ux_audit_entries_sequence", table_name="audit_entries")
    op.drop_index(
        "ix_audit_entries_unsealed",
        table_name="audit_entries",
        postgresql_where=sa.text("sequence IS NULL"),
        sqlite_where=sa.text("sequence IS NULL"),
    )
    op.drop_index("ix_audit_entries_newest", table_name="audit_entries")
    op.drop_table("audit_entries")
    op.drop_table("audit_chains")
