"""Prepaid credits: their ledger, purchases, and what payment providers call our users."""

import sqlalchemy as sa
from alembic import op

revision = "0005_credits"
down_revision = "0004_guards"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "credit_transfers",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_credit_transfers_user_id_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit_transfers")),
    )
    op.create_index(
        "ux_credit_transfers_reference_step",
        "credit_transfers",
        ["reference", "step"],
        unique=True,
    )
    op.create_index("ix_credit_transfers_user_id_at", "credit_transfers", ["user_id", "at", "id"])
    op.create_table(
        "credit_entries",
        sa.Column("transfer_id", sa.Text(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["transfer_id"],
            ["credit_transfers.id"],
            name=op.f("fk_credit_entries_transfer_id_credit_transfers"),
        ),
        sa.PrimaryKeyConstraint("transfer_id", "account", name=op.f("pk_credit_entries")),
    )
    op.create_table(
        "credit_purchases",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("credits", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("return_path", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("session_id", sa.Text(), nullable=True),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("payment_id", sa.Text(), nullable=True),
        sa.Column("refunded_minor", sa.BigInteger(), nullable=False),
        sa.Column("disputes", sa.Text(), nullable=False),
        sa.Column("returned_minor", sa.BigInteger(), nullable=False),
        sa.Column("returned_credits", sa.BigInteger(), nullable=False),
        sa.Column("uncollected_credits", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_credit_purchases_user_id_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit_purchases")),
        sa.UniqueConstraint("session_id", name=op.f("uq_credit_purchases_session_id")),
    )
    op.create_index(op.f("ix_credit_purchases_payment_id"), "credit_purchases", ["payment_id"])
    op.create_index(
        "ix_credit_purchases_status_created_at", "credit_purchases", ["status", "created_at"]
    )
    op.create_table(
        "payment_customers",
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("provider", sa.Text(), nullable=False),
        sa.Column("customer_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_payment_customers_user_id_users")
        ),
        sa.PrimaryKeyConstraint("user_id", "provider", name=op.f("pk_payment_customers")),
    )


def downgrade() -> None:
    for table in (
        "payment_customers",
        "credit_purchases",
        "credit_entries",
        "credit_transfers",
    ):
        op.drop_table(table)
