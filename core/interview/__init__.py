"""The visit's interview: steps as data, what each takes and where it leads. Imported by `core.step` and `bot`."""
