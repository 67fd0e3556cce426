"""Guard rails of tokens, and companies in which assistants don't unlock on their own."""

import sqlalchemy as sa
from alembic import op

revision = "0004_guards"
down_revision = "0003_oauth"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("credentials", "oauth_codes"):
        op.add_column(table, sa.Column("guard", sa.Text(), nullable=True))
    op.add_column(
        "companies",
        sa.Column("confirms_unlocks", sa.Boolean(), server_default=sa.false(), nullable=False),
    )


def downgrade() -> None:
    with op.batch_alter_table("companies") as companies:
        companies.drop_column("confirms_unlocks")
    for table in ("oauth_codes", "credentials"):
        with op.batch_alter_table(table) as changed:
            changed.drop_column("guard")
