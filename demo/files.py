"""The files of the pretend Telegram, in memory, and photos as Telegram describes them: several sizes of one picture.

Imports Pillow and aiogram's types only; used by the world, the Bot API and the people's side.
"""

from __future__ import annotations

import io
import secrets
from dataclasses import dataclass

from aiogram.types import PhotoSize
from PIL import Image, ImageOps, UnidentifiedImageError

from demo.errors import bad_request

# Longest side of each size, https://core.telegram.org/api/files#image-thumbnail-types
_SIDES = (90, 320, 800, 1280)


@dataclass(frozen=True)
class StoredFile:
    """One file's bytes under its two identifiers and its download path."""

    file_id: str
    unique_id: str
    path: str
    name: str
    mime: str
    data: bytes


class FileStore:
    """Keeps files for as long as the server runs."""

    def __init__(self) -> None:
        self._by_id: dict[str, StoredFile] = {}
        self._by_unique: dict[str, StoredFile] = {}
        self._by_path: dict[str, StoredFile] = {}
        self._photos: dict[bytes, list[PhotoSize]] = {}
        self._sizes: dict[str, list[PhotoSize]] = {}

    def add(self, kind: str, data: bytes, *, name: str, mime: str) -> StoredFile:
        """Keep `data`; `kind` is the folder of its path (photos, documents, voice, videos)."""
        number = len(self._by_id) + 1
        extension = name.rsplit(".", 1)[-1] if "." in name else "bin"
        stored = StoredFile(
            file_id=f"{kind[0].upper()}AgAC{secrets.token_urlsafe(24)}",
            unique_id=f"AQAD{secrets.token_urlsafe(9)}",
            path=f"{kind}/file_{number}.{extension}",
            name=name,
            mime=mime,
            data=data,
        )
        self._by_id[stored.file_id] = stored
        self._by_unique[stored.unique_id] = stored
        self._by_path[stored.path] = stored
        return stored

    def by_id(self, file_id: str) -> StoredFile:
        """The file a bot means by `file_id`; raises the Bot API's 400 for an unknown one."""
        stored = self._by_id.get(file_id)
        if stored is None:
            raise bad_request("wrong file identifier/HTTP URL specified")
        return stored

    def by_unique(self, unique_id: str) -> StoredFile | None:
        """For the people's side, whose pages show files without knowing a bot's file ids."""
        return self._by_unique.get(unique_id)

    def by_path(self, path: str) -> StoredFile | None:
        """For ``/file/bot<token>/<path>``."""
        return self._by_path.get(path)

    def add_photo(self, data: bytes) -> list[PhotoSize]:
        """Store a picture as a compressed photo: JPEG, no EXIF, at most 1280 pixels, smallest size first."""
        known = self._photos.get(data)
        if known is None:
            known = self._photos[data] = [self._size(*made) for made in _compressed(data)]
            self._sizes.update(dict.fromkeys((size.file_id for size in known), known))
        return list(known)

    def photo_of(self, file_id: str) -> list[PhotoSize]:
        """All sizes of the photo that one of its sizes' `file_id` names."""
        self.by_id(file_id)
        if file_id not in self._sizes:
            raise bad_request("can't use file of type Document as Photo")
        return list(self._sizes[file_id])

    def _size(self, data: bytes, width: int, height: int) -> PhotoSize:
        stored = self.add("photos", data, name="photo.jpg", mime="image/jpeg")
        return PhotoSize(
            file_id=stored.file_id,
            file_unique_id=stored.unique_id,
            width=width,
            height=height,
            file_size=len(data),
        )


def _compressed(data: bytes) -> list[tuple[bytes, int, int]]:
    try:
        picture: Image.Image = Image.open(io.BytesIO(data))
        width, height = picture.size
        if width + height > 10_000 or max(width, height) > 20 * min(width, height):
            raise bad_request("PHOTO_INVALID_DIMENSIONS")
        picture.draft("RGB", (_SIDES[-1], _SIDES[-1]))
        picture = ImageOps.exif_transpose(picture).convert("RGB")
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError) as problem:
        raise bad_request("IMAGE_PROCESS_FAILED") from problem
    longest = max(picture.size)
    sides = [side for side in _SIDES if side < longest]
    if longest <= _SIDES[-1]:
        sides.append(longest)
    made: list[tuple[bytes, int, int]] = []
    for side in sides:
        copy = picture.copy()
        copy.thumbnail((side, side))
        out = io.BytesIO()
        copy.save(out, "JPEG", quality=87)
        made.append((out.getvalue(), copy.width, copy.height))
    return made
