"""Delivers what the outbox holds, and runs its jobs. May import `core`, `storage`, `templates`, `evidence`.

Telegram's sender is handed in. Imported by `app` alone.
"""
