"""The room that decides: given a state and an event, what is the next state and what is to be sent.

May import: the standard library and msgspec. No framework, no I/O, no clock (time is an argument), no prose
(wording is named by id). Imported by: every other room.
"""
