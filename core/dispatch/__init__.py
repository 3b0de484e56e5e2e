"""The dispatcher's side: new work orders, cards, cancelling, reassigning, invitations. Imported by `core.step`."""
