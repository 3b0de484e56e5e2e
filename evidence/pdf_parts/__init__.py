"""The pieces of the report's PDF, from top to bottom of the page. May import: `core`, `templates`. Imported by
`evidence.pdf` alone."""
