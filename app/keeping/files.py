"""Files of the archive removed for good. Imported by its neighbours."""

import asyncio

from storage import erasing
from storage.archive import Archive
from storage.database import Database


async def remove_doomed(db: Database, archive: Archive) -> int:
    """Remove the files that nothing names any more; how many. What cannot be removed now is at the next try.

    Call it while holding `steps.turn_of`.
    """
    names = await db.read(erasing.doomed)
    removed = [sha256 for sha256 in names if await asyncio.to_thread(archive.remove, sha256)]
    await db.write(lambda session: erasing.done_with(session, removed))
    return len(removed)
