"""The room of words and looks: wording in French and English, PDF layout, HTML pages, interviews per trade.

May import: `core`. Imported by: `bot`, `courier`, `evidence`, `web`, `app`.
"""
