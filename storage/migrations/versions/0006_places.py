"""Clients found by their address; links to a client's own place; letters about more than reports."""

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
            connection.execute(sa.update(client).where(client.c.id == number).values(email=email.strip().lower()))
    with op.batch_alter_table("client_link") as table:
        table.add_column(sa.Column("made_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))
    _readdress(connection)
    op.create_table(
        "place_link",
        sa.Column("token_sha256", TEXT(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("address", TEXT(), nullable=False),
        sa.Column("made_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("expires_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("revoked_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_place_link_client_id_client")),
        sa.PrimaryKeyConstraint("token_sha256", name=op.f("pk_place_link")),
    )
    with op.batch_alter_table("place_link") as table:
        table.create_index(op.f("ix_place_link_client_id"), ["client_id"])


def _readdress(connection: sa.Connection) -> None:
    """Letters that wait or are kept: what they are about was a report's number alone."""
    outbox = sa.table("outbox", *(sa.column(name) for name in ("id", "kind", "effect", "lane", "job_key")))
    letters = sa.select(outbox.c.id, outbox.c.effect).where(outbox.c.kind == "SendMail", outbox.c.effect.is_not(None))
    for number, effect in connection.execute(letters).all():
        letter = json.loads(effect)
        if "report_id" in letter:
            about = letter.pop("report_id")
            told = json.dumps({**letter, "topic": "report", "about": about}, ensure_ascii=False)
            new = {"effect": told, "lane": f"mail:report:{about}", "job_key": None}
            connection.execute(sa.update(outbox).where(outbox.c.id == number).values(**new))


def downgrade() -> None:
    """Take back."""
    op.drop_table("place_link")
    with op.batch_alter_table("client_link") as table:
        table.drop_column("made_at")
    with op.batch_alter_table("client") as table:
        table.drop_index(op.f("ix_client_email"))
        table.drop_column("email")
