"""The room that makes evidence: pictures cleaned, report → PDF, seal, verification.

Plain functions from data to bytes, safe to run in worker processes: arguments and results can be pickled, nothing is
remembered between calls, time is an argument. May import: `core`, `templates`. Imported by: `courier`, `web`, `app`.
"""
