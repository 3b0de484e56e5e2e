"""Who works here: disabled and enabled again, moved to a new phone, given other roles, invited anew.

Imports its neighbours in `core`; imported by `core.said`, `core.step`, `core.needs`, `core.entrance`. The chat and the
command line come to the same acts.
"""
