"""Which versions of SQLite have the WAL-reset bug. Imports nothing; used by `app`.

Two connections that write or checkpoint at the same moment may lose what was committed, or damage the file
(sqlite.org/wal.html#walresetbug): 3.7.0 to 3.51.2, mended in 3.51.3, and in 3.50.7 and 3.44.6 for older lines. Here one
process writes, through one connection, which keeps clear of it; the warning is for whatever else opens the file.
"""

MENDED = {(3, 44): 6, (3, 50): 7, (3, 51): 3}
"""The patch release of each line from which the bug is gone."""
MENDED_IN = "3.51.3, 3.50.7, 3.44.6"


def is_affected(version: str) -> bool:
    """Whether this version (`sqlite3.sqlite_version`) has the bug."""
    major, minor, patch = (int(part) for part in version.split(".")[:3])
    if (major, minor) in MENDED:
        return patch < MENDED[major, minor]
    return (3, 7) <= (major, minor) < (3, 51)
