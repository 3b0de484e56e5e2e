"""What is handed to the courier: who sends messages, who does jobs. May import `core`, `storage`."""

from typing import Protocol

from core.delivery import Receipt
from core.events import Event
from storage.outbox import OutboxRow


class Sender(Protocol):
    """Sends one row's message; `message_id` is the message in its slot. Raises DeliveryFailed."""

    async def send(self, row: OutboxRow, message_id: int | None) -> Receipt:
        """Carry out the row's effect."""


class JobRunner(Protocol):
    """Runs one row's job; the event that it ended in. Raises DeliveryFailed."""

    async def run(self, row: OutboxRow) -> Event:
        """Do the job."""

    def lost(self, row: OutboxRow) -> Event | None:
        """What a job that is given up means, if anything."""
