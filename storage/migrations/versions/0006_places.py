"""Clients found by their address; links to a client's own place."""

import json

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

TEXT = sqlmodel.sql.sqltypes.AutoString


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("client") as table:
        table.add_column(sa.Column("email", TEXT(), nullable=True))
        table.create_index(op.f("ix_client_email"), ["email"])
    client = sa.table("client", sa.column("id"), sa.column("email"), sa.column("document"))
    connection = op.get_bind()
    for number, document in connection.execute(sa.select(client.c.id, client.c.document)).all():
        if email := json.loads(document).get("email"):
            connection.execute(sa.update(client).where(client.c.id == number).values(email=email.strip().casefold()))
    op.create_table(
        "place_link",
        sa.Column("token_sha256", TEXT(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("expires_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("revoked_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_place_link_client_id_client")),
        sa.PrimaryKeyConstraint("token_sha256", name=op.f("pk_place_link")),
    )
    with op.batch_alter_table("place_link") as table:
        table.create_index(op.f("ix_place_link_client_id"), ["client_id"])


def downgrade() -> None:
    """Take back."""
    op.drop_table("place_link")
    with op.batch_alter_table("client") as table:
        table.drop_index(op.f("ix_client_email"))
        table.drop_column("email")
