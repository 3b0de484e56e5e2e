"""The evidence log of each report; lines that clients contest; one-time codes; devices."""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

TEXT = sqlmodel.sql.sqltypes.AutoString


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "evidence",
        sa.Column("visit_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", TEXT(), nullable=False),
        sa.Column("at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=True),
        sa.Column("salt", TEXT(), nullable=True),
        sa.Column("facts_sha256", TEXT(), nullable=False),
        sa.Column("previous", TEXT(), nullable=False),
        sa.Column("sha256", TEXT(), nullable=False),
        sa.PrimaryKeyConstraint("visit_id", "n", name=op.f("pk_evidence")),
    )
    op.create_table(
        "contest",
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk_contest_report_id_report")),
        sa.PrimaryKeyConstraint("report_id", "n", name=op.f("pk_contest")),
    )
    op.create_table(
        "device_seen",
        sa.Column("device", TEXT(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_device_seen_client_id_client")),
        sa.PrimaryKeyConstraint("device", "client_id", name=op.f("pk_device_seen")),
    )
    op.create_table(
        "sign_code",
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk_sign_code_report_id_report")),
        sa.PrimaryKeyConstraint("report_id", name=op.f("pk_sign_code")),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("sign_code")
    op.drop_table("device_seen")
    op.drop_table("contest")
    op.drop_table("evidence")
