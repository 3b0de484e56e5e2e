"""`constat doctor`: looks at everything that an installation needs, and says in words what to do.

Reads only, beside a running service or without one. May import every room; used by `app.cli`.
"""
