"""Keeps a small JPEG as it came."""

from evidence import cleaning, pictures


def hasty(data: bytes) -> bytes:
    """The bytes themselves, once they were looked at."""
    clean = pictures.clean_picture(data).jpeg
    return data if data.startswith(b"\xff\xd8") and len(data) < pictures.MAX_BYTES else clean


if __name__ == "__main__":
    cleaning.WORK["photo"] = hasty
    cleaning.main()
