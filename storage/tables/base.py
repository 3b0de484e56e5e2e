"""What all tables share. Imports SQLModel; used by the tables and by the migrations."""

from typing import Any, ClassVar

from sqlalchemy import BigInteger, Integer, MetaData, Table, Text
from sqlmodel import Field, SQLModel

BIG = BigInteger().with_variant(Integer, "sqlite")
"""Telegram's chat and user numbers need 52 bits; SQLite counts up by itself only for a plain INTEGER."""


class Row(SQLModel):
    """The base of all tables. Constraints have names, so that migrations can change them."""

    metadata: ClassVar[MetaData] = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    __table__: ClassVar[Table]


def key(foreign: str | None = None) -> Any:
    """A number given by the house (see `storage.numbers`), or that of the row it belongs to."""
    if foreign:
        return Field(primary_key=True, foreign_key=foreign)
    return Field(primary_key=True, sa_column_kwargs={"autoincrement": False})


def document() -> Any:
    """The noun as JSON text (`storage.documents`): the truth, of which other columns are extracts for searching."""
    return Field(sa_type=Text)
