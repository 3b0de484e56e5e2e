"""The shape shared by every noun of the house. Imported by the nouns of `core`."""

import msgspec


class Noun(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=False):
    """An immutable record, stored as one JSON document. Unset fields are left out; unknown ones are ignored,

    so that a document written by a newer version can still be read after stepping back.
    """
