"""Alembic's folder, carried as package data. Run by `storage.migrate`; holds no logic of the product."""
