"""In which chat each person is to be written to: who moves to another phone takes along what waits for them.

May import `storage`. Used by `courier.courier`; the table is changed with the person (`storage.outbox.follow`).
"""

from collections.abc import Iterable
from dataclasses import replace

from core.effects import OFFICE
from storage.outbox import OutboxRow, chat_lane


class Homes:
    """Learns from the rows themselves: the newest row of a person says where they are."""

    def __init__(self) -> None:
        self._newest: dict[int, tuple[int, int]] = {}

    def note(self, row: OutboxRow) -> bool:
        """Take a row's word for it; whether its person has moved."""
        if row.recipient is None or row.recipient == OFFICE or row.chat_id is None:
            return False
        number, chat_id = self._newest.get(row.recipient, (0, row.chat_id))
        if row.id > number:
            self._newest[row.recipient] = row.id, row.chat_id
        return row.chat_id != chat_id

    def at_home(self, row: OutboxRow) -> OutboxRow:
        """The row as it is to be sent; a posting or a long text begins anew in another chat."""
        if row.recipient is None or row.chat_id is None or row.recipient not in self._newest:
            return row
        _, chat_id = self._newest[row.recipient]
        if chat_id == row.chat_id:
            return row
        return replace(row, chat_id=chat_id, lane=chat_lane(chat_id), stage=None, parts_sent=0, not_before=row.ready_at)

    def left_behind(self, rows: Iterable[OutboxRow]) -> list[OutboxRow]:
        """Those of the rows that belong elsewhere."""
        return [row for row in rows if self.at_home(row) is not row]
