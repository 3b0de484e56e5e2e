"""Emergency visits: begun by a technician, completed by a dispatcher.

Imports its neighbours in `core`; imported by `core.said` and `core.needs`.
"""
