"""Issuers of cards: what they call our things, what they have yet to be told, what of theirs is booked."""

import sqlalchemy as sa
from alembic import op

revision = "0011_issuing"
down_revision = "0010_receipts"
branch_labels = None
depends_on = None

_DUE = sa.text("due_at IS NOT NULL")


def upgrade() -> None:
    _add_cards()
    _add_holders()
    _add_records()


def downgrade() -> None:
    for table in ("issuer_records", "issuer_holders", "issuer_cards"):
        op.drop_table(table)


def _add_cards() -> None:
    op.create_table(
        "issuer_cards",
        sa.Column("company_number", sa.Integer(), nullable=False),
        sa.Column("card_number", sa.Integer(), nullable=False),
        sa.Column("issuer", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("intent", sa.Integer(), nullable=False),
        sa.Column("confirmed", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=True),
        sa.Column("trouble", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["company_number", "card_number"],
            ["cards.company_number", "cards.number"],
            name=op.f("fk_issuer_cards_company_number_cards"),
        ),
        sa.PrimaryKeyConstraint("company_number", "card_number", name=op.f("pk_issuer_cards")),
    )
    op.create_index(
        "ux_issuer_cards_reference", "issuer_cards", ["issuer", "reference"], unique=True
    )
    op.create_index(
        "ix_issuer_cards_due_at",
        "issuer_cards",
        ["due_at"],
        postgresql_where=_DUE,
        sqlite_where=_DUE,
    )


def _add_holders() -> None:
    op.create_table(
        "issuer_holders",
        sa.Column("company_number", sa.Integer(), nullable=False),
        sa.Column("cardholder_number", sa.Integer(), nullable=False),
        sa.Column("issuer", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("because", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["company_number", "cardholder_number"],
            ["cardholders.company_number", "cardholders.number"],
            name=op.f("fk_issuer_holders_company_number_cardholders"),
        ),
        sa.PrimaryKeyConstraint(
            "company_number", "cardholder_number", "issuer", name=op.f("pk_issuer_holders")
        ),
    )
    op.create_index(
        "ux_issuer_holders_reference", "issuer_holders", ["issuer", "reference"], unique=True
    )


def _add_records() -> None:
    op.create_table(
        "issuer_records",
        sa.Column("company_number", sa.Integer(), nullable=False),
        sa.Column("issuer", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("authorization_id", sa.Text(), nullable=True),
        sa.Column("fact", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["company_number", "authorization_id"],
            ["authorizations.company_number", "authorizations.id"],
            name=op.f("fk_issuer_records_company_number_authorizations"),
        ),
        sa.PrimaryKeyConstraint(
            "company_number", "issuer", "reference", name=op.f("pk_issuer_records")
        ),
    )
