"""Which message stands where, when many receipts are stored at once."""

import pytest

from storage import outbox, slots
from storage.database import Database
from storage.outbox import Delivered
from tests.storage.world import NOW

SENT = Delivered(1, 7, "card", 55)
ERASED = Delivered(2, 7, "card", forget_slot=True)
SENT_ANEW = Delivered(3, 7, "card", 56)
ELSEWHERE = Delivered(4, 8, "card", 57)
AMENDED = Delivered(5, 7, "card")


@pytest.mark.parametrize(
    ("receipts", "message_id"),
    [
        ((SENT, ERASED), None),
        ((SENT, ERASED, SENT_ANEW), 56),
        ((ERASED, SENT), 55),
        ((SENT, SENT_ANEW), 56),
        ((SENT, AMENDED), 55),
        ((SENT, ELSEWHERE), 55),
    ],
)
@pytest.mark.parametrize("together", [True, False])
async def test_the_last_receipt_counts(
    db: Database, receipts: tuple[Delivered, ...], message_id: int | None, together: bool
) -> None:
    for batch in [receipts] if together else [(receipt,) for receipt in receipts]:
        await db.write(lambda session, batch=batch: outbox.delivered(session, batch, NOW))
    assert await db.read(lambda session: slots.message_in(session, 7, "card")) == message_id
