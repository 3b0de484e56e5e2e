"""From submission to the posted report: freezing, the client's word, sealing, posting. Imported by `core.step`."""
