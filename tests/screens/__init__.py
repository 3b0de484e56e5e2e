"""Every kind of message as a picture, in both languages: `make screens`.

`plugin` gathers the kinds while the tests of `core` run, `shoot` shows them in the chat page. May import everything.
"""
