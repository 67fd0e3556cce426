"""Charges and what became of them, what cards may be used for, and clocks of sandboxes."""

import sqlalchemy as sa
from alembic import op

revision = "0008_authorizations"
down_revision = "0007_attachments"
branch_labels = None
depends_on = None

_HELD = sa.text("held_minor > 0")


def upgrade() -> None:
    for column in _of_company():
        op.add_column("companies", column)
    op.create_table(
        "card_controls",
        *_card_key(),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        _of_card("card_controls"),
        sa.PrimaryKeyConstraint("company_number", "card_number", name=op.f("pk_card_controls")),
    )
    op.create_table(
        "card_spending",
        *_card_key(),
        sa.Column("starts_at", sa.BigInteger(), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.SmallInteger(), nullable=False),
        sa.Column("spent_minor", sa.BigInteger(), nullable=False),
        _of_card("card_spending"),
        sa.PrimaryKeyConstraint(
            *("company_number", "card_number", "starts_at", "ends_at"),
            name=op.f("pk_card_spending"),
        ),
    )
    _create_authorizations()
    op.create_table(
        "authorization_facts",
        sa.Column("company_number", sa.Integer(), nullable=False),
        sa.Column("authorization_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("held_minor", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("transaction_id", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["company_number", "authorization_id"],
            ["authorizations.company_number", "authorizations.id"],
            name=op.f("fk_authorization_facts_company_number_authorizations"),
        ),
        sa.PrimaryKeyConstraint(
            *("company_number", "authorization_id", "number"), name=op.f("pk_authorization_facts")
        ),
    )


def _create_authorizations() -> None:
    sums = ("authorized", "held", "reversed", "posted", "refunded", "disputed")
    op.create_table(
        "authorizations",
        sa.Column("company_number", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("card_number", sa.Integer(), nullable=False),
        sa.Column("cardholder_number", sa.Integer(), nullable=False),
        sa.Column("transaction_id", sa.LargeBinary(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.Text(), nullable=False),
        *(sa.Column(f"{name}_minor", sa.BigInteger(), nullable=False) for name in sums),
        sa.Column("charge", sa.LargeBinary(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("held_minor >= 0", name=op.f("ck_authorizations_hold_not_negative")),
        _of_card("authorizations"),
        sa.PrimaryKeyConstraint("company_number", "id", name=op.f("pk_authorizations")),
    )
    op.create_index("ix_authorizations_newest", "authorizations", ["company_number", "at", "id"])
    op.create_index(
        "ix_authorizations_card", "authorizations", ["company_number", "card_number", "at", "id"]
    )
    op.create_index(
        "ix_authorizations_held",
        "authorizations",
        ["company_number", "expires_at"],
        postgresql_where=_HELD,
        sqlite_where=_HELD,
    )


def _of_company() -> tuple[sa.Column[int | None], ...]:
    return (
        sa.Column("suspended_at", sa.BigInteger(), nullable=True),
        sa.Column("clock_frozen_at", sa.BigInteger(), nullable=True),
        sa.Column("clock_offset", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
    )


def _card_key() -> tuple[sa.Column[int], sa.Column[int]]:
    return (
        sa.Column("company_number", sa.Integer(), nullable=False),
        sa.Column("card_number", sa.Integer(), nullable=False),
    )


def _of_card(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["company_number", "card_number"],
        ["cards.company_number", "cards.number"],
        name=op.f(f"fk_{table}_company_number_cards"),
    )


def downgrade() -> None:
    for table in ("authorization_facts", "authorizations", "card_spending", "card_controls"):
        op.drop_table(table)
    with op.batch_alter_table("companies") as companies:
        for column in reversed(_of_company()):
            companies.drop_column(column.name)
