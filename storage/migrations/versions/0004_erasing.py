"""What is left of erased work; files to be removed; backups taken and brought back; clients known again by a mark."""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TEXT = sqlmodel.sql.sqltypes.AutoString
MOMENT = sqlmodel.sql.sqltypes.UTCDateTime


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "tombstone",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", TEXT(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("code", TEXT(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("work_order_id", sa.Integer(), nullable=False),
        sa.Column("frozen_at", MOMENT(), nullable=False),
        sa.Column("report_sha256", TEXT(), nullable=False),
        sa.Column("client_pdf_sha256", TEXT(), nullable=True),
        sa.Column("sealed_pdf_sha256", TEXT(), nullable=True),
        sa.Column("seal", TEXT(), nullable=True),
        sa.Column("sealed_at", MOMENT(), nullable=True),
        sa.Column("replaced", sa.Boolean(), nullable=False),
        sa.Column("erased_at", MOMENT(), nullable=False),
        sa.Column("kept_until", MOMENT(), nullable=True),
        sa.Column("report", sa.Text(), nullable=True),
        sa.Column("confirmation", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tombstone")),
        sa.UniqueConstraint("code", name=op.f("uq_tombstone_code")),
    )
    with op.batch_alter_table("tombstone", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_tombstone_kept_until"), ["kept_until"], unique=False)
        batch_op.create_index(batch_op.f("ix_tombstone_sealed_pdf_sha256"), ["sealed_pdf_sha256"], unique=False)
        batch_op.create_index(batch_op.f("ix_tombstone_visit_id"), ["visit_id"], unique=False)

    op.create_table(
        "doomed_file",
        sa.Column("sha256", TEXT(), nullable=False),
        sa.Column("at", MOMENT(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_doomed_file")),
    )
    op.create_table(
        "backup_place",
        sa.Column("folder", TEXT(), nullable=False),
        sa.Column("at", MOMENT(), nullable=False),
        sa.PrimaryKeyConstraint("folder", name=op.f("pk_backup_place")),
    )
    op.create_table(
        "restored",
        sa.Column("at", MOMENT(), nullable=False),
        sa.Column("taken_at", MOMENT(), nullable=False),
        sa.PrimaryKeyConstraint("at", name=op.f("pk_restored")),
    )
    with op.batch_alter_table("client", schema=None) as batch_op:
        batch_op.add_column(sa.Column("mark", TEXT(), nullable=True))
    # The same in every backup taken before: the mark must not differ between two copies of one client.
    op.execute("UPDATE client SET mark = 'before-' || id")
    with op.batch_alter_table("client", schema=None) as batch_op:
        batch_op.alter_column("mark", existing_type=TEXT(), nullable=False)


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("client", schema=None) as batch_op:
        batch_op.drop_column("mark")
    op.drop_table("restored")
    op.drop_table("backup_place")
    op.drop_table("doomed_file")
    with op.batch_alter_table("tombstone", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_tombstone_visit_id"))
        batch_op.drop_index(batch_op.f("ix_tombstone_sealed_pdf_sha256"))
        batch_op.drop_index(batch_op.f("ix_tombstone_kept_until"))
    op.drop_table("tombstone")
