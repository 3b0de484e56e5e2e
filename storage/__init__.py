"""The room that remembers: tables, the transaction, inbox and outbox, the archive of photos and PDFs, migrations.

Decides nothing: it lays out what `core` asks for, stores what `core` decided, and keeps what waits to be delivered.
May import: `core`. Imported by: `bot`, `courier`, `web`, `app`.

Functions take a synchronous `Session` and are run by `Database.write` or `Database.read`, many in one transaction.
"""
