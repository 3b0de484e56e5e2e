"""Properties are judged by their answers, not by the clock of the machine that runs them."""

from hypothesis import settings

settings.register_profile("without_deadline", deadline=None)
settings.load_profile("without_deadline")
