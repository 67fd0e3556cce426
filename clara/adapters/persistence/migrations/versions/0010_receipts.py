"""Receipts that people submit for card transactions."""

import sqlalchemy as sa
from alembic import op

revision = "0010_receipts"
down_revision = "0009_webhooks"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "receipts",
        sa.Column("company_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("transaction_id", sa.Text(), nullable=False),
        sa.Column("submitted_by", sa.Text(), nullable=False),
        sa.Column("submitter_name", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("overview", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["company_id"], ["companies.id"], name=op.f("fk_receipts_company_id_companies")
        ),
        sa.ForeignKeyConstraint(
            ["submitted_by"], ["users.id"], name=op.f("fk_receipts_submitted_by_users")
        ),
        sa.PrimaryKeyConstraint("company_id", "id", name=op.f("pk_receipts")),
    )
    op.create_index(
        "ix_receipts_transaction", "receipts", ["company_id", "transaction_id", "created_at"]
    )
    op.create_index("ix_receipts_digest", "receipts", ["company_id", "digest"])


def downgrade() -> None:
    op.drop_table("receipts")
