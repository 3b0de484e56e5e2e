"""Texts as people write them, with the truth about each: readers of texts are measured on them. Only for tests."""
