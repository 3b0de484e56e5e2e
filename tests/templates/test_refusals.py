"""Every refusal says what to do next, in both languages: what to tap, to write, an example, or where to look."""

import re

import pytest

from core.people import LANGUAGES, Language
from tests.templates.test_chat_wording import lines

NOTHING_LEFT = {"error.already_awaiting", "error.word_given"}
"""What these refuse is done already, and they say so."""
NEXT = {
    "fr": r"\w+ez\b|/\w|\bfaites\b|\bdites\b|par exemple|\bvoici\b|🗑",
    "en": r"\b(?:tap|write|send|use|choose|type|try|ask|open|check|correct|give|say|answer|call|take|add|remove|pick"
    r"|wait|go|shorten|describe|edit|start|look|resend|leave|keep|close|finish|make|reply|invite|change|begin|tell"
    r"|continue|combine|fill|restore|suspend)\b|/\w|for example|\bhere is\b|🗑",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_refusal_says_what_to_do(language: Language) -> None:
    refusals = [(id, text) for id, text in lines(language) if id.startswith("error.") and id not in NOTHING_LEFT]
    assert len(refusals) > 80
    assert [(id, text) for id, text in refusals if not re.search(NEXT[language], text, re.I)] == []
