"""What the doctor looks at on this machine: settings, data folder, secrets, certificate, fonts, words, SQLite."""

import contextlib
import os
import shutil
import sqlite3
import stat
import tempfile
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509

from app.doctor.finding import Finding, bad, good, look
from app.keeping.start import check_data_folder
from app.machine import MEGABYTE, little
from app.settings import Settings, SettingsMistake, check_for_serving, load_company
from evidence.identity import BadIdentity, load_identity
from evidence.pdf_parts.glyphs import printable
from storage.backup.returning import set_aside
from storage.sqlite_bug import is_affected
from templates.interviews import InterviewMistake, load_interviews
from templates.wording import wording

SCARCE = 100_000_000
"""Bytes that are free; on a small disk half of what is warned of."""
SOON = timedelta(days=60)
"""Before a certificate ends."""
SECRETS = (".env", "identity.p12", "web.key", "administration.json")


def settings_serve(settings: Settings) -> Iterator[Finding]:
    """Whether a service would start with these settings."""
    checks = (
        ("Settings", lambda: check_for_serving(settings), "whole"),
        ("Company", lambda: load_company(settings.company_file), str(settings.company_file)),
    )
    for about, check, found in checks:
        try:
            check()
        except SettingsMistake as mistake:
            yield bad(about, "a service would not start", str(mistake))
        else:
            yield good(about, found)


def words_and_looks() -> Finding:
    """Whether what travels with the program is all there."""
    try:
        for language in ("fr", "en"):
            wording(language)
        trades = load_interviews()
        printable("Reçu ✓ Привет")
    except InterviewMistake as mistake:
        return bad("Fonts and words", str(mistake), "Mend the trade's interview, or install Constat again.")
    except Exception as error:
        return bad("Fonts and words", f"cannot be loaded ({type(error).__name__})", "Install Constat again.")
    return good("Fonts and words", f"French, English, {len(trades)} trades")


def sqlite_version(version: str = sqlite3.sqlite_version) -> Finding:
    """Whether SQLite has the WAL-reset bug; see `storage.sqlite_bug`."""
    if is_affected(version):
        return look(
            "SQLite",
            f"{version} has the WAL-reset bug (sqlite.org/wal.html#walresetbug)",
            "Constat keeps clear of it; let no other program write to or checkpoint the database, and when you can "
            "install SQLite 3.51.3 or newer (or 3.50.7, 3.44.6).",
        )
    return good("SQLite", version)


def data_folder(settings: Settings) -> Iterator[Finding]:
    """Whether the data folder can be written, by whom, and how much room is left."""
    folder = settings.data_dir
    if not folder.is_dir():
        yield look("Data folder", f"{folder} is not there yet", "The first start makes it; check CONSTAT_DATA_DIR.")
        return
    try:
        check_data_folder(settings)
        with tempfile.TemporaryFile(dir=folder) as probe:
            probe.write(b"constat")
            probe.flush()
            os.fsync(probe.fileno())
    except SettingsMistake as mistake:
        yield bad("Data folder", "half a backup", str(mistake))
    except OSError as error:
        yield bad(
            "Data folder",
            f"{folder} cannot be written ({error.strerror})",
            "Free or mend the disk, or give the folder to the user who runs the service.",
        )
    else:
        yield good("Data folder", f"{folder} can be written")
    disk = shutil.disk_usage(folder)
    warned_below = little(disk.total, settings.warn_free_mb * MEGABYTE)
    yield room(disk.free, warned_below, min(SCARCE, warned_below // 2))
    if aside := set_aside(folder):
        names = ", ".join(each.name for each in aside)
        advice = "Delete it once you need it no more: clients that were erased since are still in it."
        yield look("Set aside", f"{names}, by former restores", advice)
    yield owners(folder, _owned(folder), folder.stat().st_uid)


def room(free: int, warned_below: int, scarce: int) -> Finding:
    """Whether enough of the disk is free, and not so little that administrators are warned (bytes)."""
    found = f"{free / 1e9:.1f} GB are free" if free >= 1e9 else f"{free // MEGABYTE} MB are free"
    if free < scarce:
        return bad("Disk", found, "Make room now: on a full disk nothing more can be taken in.")
    if free < warned_below:
        return look("Disk", found, "Make room soon.")
    return good("Disk", found)


def _owned(folder: Path) -> Iterator[tuple[str, int]]:
    for path in sorted(folder.iterdir()):
        with contextlib.suppress(FileNotFoundError):  # a running service makes and removes files
            yield path.name, path.lstat().st_uid


def owners(folder: Path, files: Iterable[tuple[str, int]], owner: int) -> Finding:
    """Whether all files (name, user's number) belong to the folder's owner; a command run as root leaves others."""
    strangers = [name for name, uid in files if uid != owner]
    if strangers:
        return bad(
            "Owner",
            f"{', '.join(strangers)}: not the data folder's owner's",
            f"Run chown -R --reference={folder} {folder}, and commands as the user who runs the service.",
        )
    return good("Owner", "all files in the data folder are its owner's")


def secrets(settings: Settings, here: Path) -> Iterator[Finding]:
    """Whether nobody else can read the secrets; `here` is where `.env` lies."""
    folder = settings.data_dir
    paths = [here / SECRETS[0], *(folder / name for name in SECRETS[1:]), settings.identity_file]
    there = [path for path in paths if path is not None and path.is_file()]
    open_ones = [path for path in there if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO)]
    if open_ones:
        names = " ".join(str(path) for path in open_ones)
        yield bad("Secrets", f"{names}: others can read or write", f"Run chmod 600 {names}")
    else:
        yield good("Secrets", ", ".join(path.name for path in there) + ": their owner's alone" if there else "none yet")
    if folder.is_dir() and folder.stat().st_mode & stat.S_IRWXO:
        yield look("Privacy", f"{folder} is open to every user of this machine", f"Run chmod 700 {folder}")


def certificate(settings: Settings, now: datetime) -> Finding:
    """Whether reports can be sealed, and until when."""
    own = settings.identity_file
    file = own or settings.data_dir / "identity.p12"
    if own is None and not file.is_file():
        return good("Certificate", "made at the first start")
    try:
        identity = load_identity(
            file.read_bytes(), settings.identity_passphrase.get_secret_value() or None if own else None
        )
    except (BadIdentity, OSError) as problem:
        reason = problem.code if isinstance(problem, BadIdentity) else problem.strerror
        return bad(
            "Certificate",
            f"{file} cannot be used ({reason})",
            "Check CONSTAT_IDENTITY_FILE and CONSTAT_IDENTITY_PASSPHRASE."
            if own
            else f"Bring {file.name} back from a backup; without it reports would be sealed by another certificate.",
        )
    begins = x509.load_der_x509_certificate(identity.certificate).not_valid_before_utc
    advice = (
        "Have it renewed and write the new file into CONSTAT_IDENTITY_FILE."
        if own
        else f"Stop the service and move {file} aside: the next start makes a new one, with a new fingerprint."
    )
    until = f"{identity.expires_at:%Y-%m-%d}"
    if now < begins:
        return bad("Certificate", f"not valid before {begins:%Y-%m-%d %H:%M} UTC", "Check this machine's clock.")
    if now > identity.expires_at:
        return bad("Certificate", f"ended on {until}", advice)
    if now > identity.expires_at - SOON:
        return look("Certificate", f"ends on {until}", advice)
    return good("Certificate", f"valid until {until}")
