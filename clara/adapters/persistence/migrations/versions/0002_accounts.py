"""Accounts: codes, authenticators, mail, invitations, and when credentials were last used."""

import sqlalchemy as sa
from alembic import op

revision = "0002_accounts"
down_revision = "0001_foundation"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "letters",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("posted_at", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letters")),
    )
    op.create_index("ix_letters_due_at", "letters", ["due_at"], unique=False)
    op.create_table(
        "authenticators",
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("seed", sa.LargeBinary(), nullable=False),
        sa.Column("is_confirmed", sa.Boolean(), nullable=False),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_authenticators_user_id_users")
        ),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_authenticators")),
    )
    op.create_table(
        "budgets",
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("user_id", "name", name=op.f("pk_budgets")),
    )
    op.create_table(
        "invitations",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("company_number", sa.Integer(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("manager_user_id", sa.Text(), nullable=True),
        sa.Column("cardholder_id", sa.Text(), nullable=True),
        sa.Column("invited_by", sa.Text(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("accepted_at", sa.BigInteger(), nullable=True),
        sa.Column("withdrawn_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["company_number"],
            ["companies.number"],
            name=op.f("fk_invitations_company_number_companies"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitations")),
        sa.UniqueConstraint("digest", name=op.f("uq_invitations_digest")),
    )
    op.create_index("ix_invitations_email", "invitations", ["email", "created_at"], unique=False)
    op.create_index(
        "ux_invitations_open",
        "invitations",
        ["company_number", "email"],
        unique=True,
        postgresql_where=sa.text("accepted_at IS NULL AND withdrawn_at IS NULL"),
        sqlite_where=sa.text("accepted_at IS NULL AND withdrawn_at IS NULL"),
    )
    op.create_table(
        "one_time_codes",
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("code_digest", sa.LargeBinary(), nullable=False),
        sa.Column("link_digest", sa.LargeBinary(), nullable=False),
        sa.Column("attempts", sa.SmallInteger(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_one_time_codes_user_id_users")
        ),
        sa.PrimaryKeyConstraint("user_id", "purpose", name=op.f("pk_one_time_codes")),
    )
    op.create_table(
        "recovery_codes",
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("used_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_recovery_codes_user_id_users")
        ),
        sa.PrimaryKeyConstraint("user_id", "digest", name=op.f("pk_recovery_codes")),
    )
    op.create_index(
        "ux_companies_tax_id",
        "companies",
        ["country", "tax_id"],
        unique=True,
        postgresql_where=sa.text("tax_id NOT IN ('XAXX010101000', 'XEXX010101000')"),
        sqlite_where=sa.text("tax_id NOT IN ('XAXX010101000', 'XEXX010101000')"),
    )
    op.add_column("credentials", sa.Column("last_used_at", sa.BigInteger(), nullable=True))
    op.add_column("credentials", sa.Column("last_client", sa.Text(), nullable=True))
    op.create_index(
        "ix_credentials_company_number", "credentials", ["company_number"], unique=False
    )
    op.add_column(
        "users", sa.Column("language", sa.Text(), server_default=sa.text("'en'"), nullable=False)
    )
    op.add_column(
        "users", sa.Column("credits", sa.BigInteger(), server_default=sa.text("0"), nullable=False)
    )
    op.add_column("users", sa.Column("google_subject", sa.Text(), nullable=True))
    op.create_index("ux_users_google_subject", "users", ["google_subject"], unique=True)


def downgrade() -> None:
    op.drop_index("ux_users_google_subject", table_name="users")
    op.drop_column("users", "google_subject")
    op.drop_column("users", "credits")
    op.drop_column("users", "language")
    op.drop_index("ix_credentials_company_number", table_name="credentials")
    op.drop_column("credentials", "last_client")
    op.drop_column("credentials", "last_used_at")
    op.drop_index(
        "ux_companies_tax_id",
        table_name="companies",
        postgresql_where=sa.text("tax_id NOT IN ('XAXX010101000', 'XEXX010101000')"),
        sqlite_where=sa.text("tax_id NOT IN ('XAXX010101000', 'XEXX010101000')"),
    )
    op.drop_table("recovery_codes")
    op.drop_table("one_time_codes")
    op.drop_index(
        "ux_invitations_open",
        table_name="invitations",
        postgresql_where=sa.text("accepted_at IS NULL AND withdrawn_at IS NULL"),
        sqlite_where=sa.text("accepted_at IS NULL AND withdrawn_at IS NULL"),
    )
    op.drop_index("ix_invitations_email", table_name="invitations")
    op.drop_table("invitations")
    op.drop_table("budgets")
    op.drop_table("authenticators")
    op.drop_index("ix_letters_due_at", table_name="letters")
    op.drop_table("letters")
