"""Threads between technicians and the office; finding which of our messages was replied to."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "office_message",
        sa.Column("work_order_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["work_order_id"], ["work_order.id"], name=op.f("fk_office_message_work_order_id_work_order")
        ),
        sa.PrimaryKeyConstraint("work_order_id", "id", name=op.f("pk_office_message")),
    )
    with op.batch_alter_table("slot", schema=None) as batch_op:
        batch_op.create_index("ix_slot_message", ["chat_id", "message_id"], unique=False)


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("slot", schema=None) as batch_op:
        batch_op.drop_index("ix_slot_message")

    op.drop_table("office_message")
