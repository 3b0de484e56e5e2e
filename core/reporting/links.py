"""What the ways to a report's page have in common. Imported by its neighbours."""

from datetime import timedelta

LINK_LIFE = timedelta(days=30)
