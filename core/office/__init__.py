"""The thread between a technician and the dispatchers on duty about a work order. Imports the rest of `core`.

Nothing said here is printed or shown to the client. Imported by `core.needs`, `core.said` and `storage`.
"""
