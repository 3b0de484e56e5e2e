"""Files that people sent: out of the messenger, piece by piece, into the archive. May import `core`, `storage`.

Handed to the courier's jobs by `app`. A file is never whole in memory, and never larger than a bot may fetch, whatever
was said of its size.
"""

from contextlib import aclosing

from telegram.error import BadRequest, TelegramError

from bot.failures import failure_of, says
from bot.transport import FileGone, RawBot
from core.delivery import DeliveryFailed
from core.interview.media import LARGEST
from storage.incoming import Incoming


class Fetching:
    """Fetches through `bot`."""

    def __init__(self, bot: RawBot) -> None:
        self._bot = bot

    async def fetch(self, file_id: str, into: Incoming) -> None:
        """Write the file's bytes. Raises OSError where they cannot be written, and DeliveryFailed: `file_too_big` and

        `file_gone` for good, the latter also for a while; `network` also for bytes that end too early.
        """
        try:
            file = await self._bot.get_file(file_id)
        except BadRequest as error:
            if says(error, "too big"):
                raise DeliveryFailed("file_too_big", permanent=True) from error
            # Telegram has one answer for a file that is gone and for one that it cannot give right now.
            raise DeliveryFailed("file_gone", permanent=not says(error, "temporarily unavailable")) from error
        except TelegramError as error:
            raise failure_of(error) from error
        if file.file_size is not None and file.file_size > LARGEST:
            raise DeliveryFailed("file_too_big", permanent=True)
        if file.file_path is None or not file.file_path.startswith(("https://", "http://")):
            # Without an address, or with a path on the disk of a Bot API server of one's own that runs `--local`.
            raise DeliveryFailed("file_gone")
        await self._copy(file.file_path, into)
        if file.file_size is not None and into.size != file.file_size:
            raise DeliveryFailed("network")

    async def _copy(self, url: str, into: Incoming) -> None:
        async with aclosing(self._bot.stream(url)) as pieces:  # type: ignore[type-var]
            while True:
                try:
                    piece = await anext(pieces, None)
                except FileGone as error:
                    # The address has expired; the next try asks for another.
                    raise DeliveryFailed("file_gone") from error
                except TelegramError as error:
                    raise failure_of(error) from error
                if piece is None:
                    return
                if into.size + len(piece) > LARGEST:
                    raise DeliveryFailed("file_too_big", permanent=True)
                await into.write(piece)
