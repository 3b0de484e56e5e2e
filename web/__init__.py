"""The room that speaks HTTP: the client's page, verification, webhook, health.

A GET changes nothing; a POST becomes a core event and goes through the same intake as a chat message. May import:
`core`, `storage`, `templates`, `evidence`. Imported by: `app`, which hands in
whatever lives longer than a request.
"""
