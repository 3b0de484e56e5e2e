"""Keeping and letting go: backups, their return, what a client may ask for, what is over after its time.

May import everything; imported by `app.acts`, `app.service`, `app.jobs` and `app.cli`. Acts run inside the service's
process (`app.administration`), so that one process writes.
"""
