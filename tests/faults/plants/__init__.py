"""Faults planted in the process that opens pictures: each module is `evidence.cleaning` with one of its rules lifted.

Started by `test_files` to see that suite `files` catches it.
"""
