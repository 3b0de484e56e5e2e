"""Telegram: update → event, effect → Bot API call, platform rules. May import `core`, `storage`, `templates`.

Imported by `app` alone; `courier` is handed the sender, `web` the webhook.
"""
