"""Backups: taken beside a running service, checked and brought back. Used by `app`.

A backup is a folder `constat-<moment>` with the database, the archive's files that it names, the keys, the company's
file and a manifest. It is written under `.incoming-…`, flushed, and renamed at the end: what has its name is whole.
May import: the rest of `storage`. Functions here wait for disks: call them from a thread.
"""
