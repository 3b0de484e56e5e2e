"""Which files may travel with a work order: what a phone shows as it is. Imported by `take`."""

_SHOWN = frozenset(
    {
        *("pdf", "jpg", "jpeg", "png", "webp", "heic", "heif", "gif", "tif", "tiff", "bmp", "dwg", "dxf"),
        *("doc", "docx", "xls", "xlsx", "ppt", "pptx", "odt", "ods", "odp", "odg", "rtf", "txt", "csv", "md"),
    }
)
"""Pictures, plans, office documents without macros, plain text. Neither programs nor archives, which may hold any."""
_MIMES = (
    "application/pdf",
    "image/",
    "text/plain",
    "text/csv",
    "application/rtf",
    "application/msword",
    "application/vnd.ms-excel",
    "application/vnd.ms-powerpoint",
    "application/vnd.oasis.opendocument.",
    "application/vnd.openxmlformats-officedocument.",
)


def may_travel(name: str | None, mime: str | None) -> bool:
    """Whether a document is of a kind that is taken: by its name's ending, which a phone goes by, else by its type."""
    stem, dot, ending = (name or "").rpartition(".")
    if dot and stem:
        return ending.casefold() in _SHOWN
    return (mime or "").startswith(_MIMES)
