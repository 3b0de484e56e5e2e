"""The dispatcher's side: new work orders, emergencies, the next visit, cards, cancelling, reassigning.

Imported by `core.step`.
"""
