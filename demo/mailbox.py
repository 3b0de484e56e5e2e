"""Somebody's mailbox, for tests and the scripted play: reads the demo server's letters over HTTP."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from typing import Any

from demo.people import PATIENCE, Demo, NotSeen


@dataclass(frozen=True)
class Letter:
    """A letter as its reader sees it; `files` as `demo.letters` tells them."""

    subject: str
    text: str
    files: tuple[dict[str, Any], ...]
    demo: Demo

    @property
    def link(self) -> str:
        """Where the only link in it leads."""
        [found] = re.findall(r"https?://\S+", self.text)
        return str(found)

    async def download(self) -> bytes:
        """The only file that came with it."""
        [file] = self.files
        return await self.demo.get_bytes(file["url"])


class Mailbox:
    """The letters to one address."""

    def __init__(self, demo: Demo, address: str) -> None:
        self._demo = demo
        self._address = address

    async def receives(self, number: int = 1, patience: float = PATIENCE, *, holding: str = "") -> Letter:
        """The letter of that number, from 1, of those that hold these words or a file so named, waited for.

        Raises NotSeen.
        """
        clock = asyncio.get_running_loop()
        deadline, version, left, mine = clock.time() + patience, -1, 0.0, []
        while left >= 0:
            seen = await self._demo.request("GET", f"/demo/overview?since={version}&wait={left}")
            letters = (await self._demo.request("GET", "/demo/letters"))["letters"]
            mine = [each for each in reversed(letters) if self._address in each["to"] and _holds(each, holding)]
            if len(mine) >= number:
                letter = mine[number - 1]
                return Letter(letter["subject"], letter["text"], tuple(letter["files"]), self._demo)
            version, left = seen["version"], deadline - clock.time()
        raise NotSeen(f"{self._address} has no letter {number}, only {[each['subject'] for each in mine]}")


def _holds(letter: dict[str, Any], words: str) -> bool:
    return words in letter["text"] or any(words in file["name"] for file in letter["files"])
