"""When to try again: decides, never waits. Imported by `courier` and by the senders that are handed to it."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from core.effects import Phrase, say


class DeliveryFailed(Exception):
    """A delivery did not succeed. `code` is for logs and wording, without personal data.

    `permanent` says that trying again cannot help. `retry_after` is the other side's demand (Bot API,
    ResponseParameters.retry_after). `new_chat_id` is where a migrated group lives now (migrate_to_chat_id).
    `unreachable` is True when the person blocked the bot or is gone. `nothing_done` is True when it is certain that
    nothing was carried out: the other side said no, or was never reached.
    """

    def __init__(
        self,
        code: str,
        *,
        permanent: bool = False,
        retry_after: timedelta | None = None,
        new_chat_id: int | None = None,
        unreachable: bool = False,
        nothing_done: bool = False,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.permanent = permanent
        self.retry_after = retry_after
        self.new_chat_id = new_chat_id
        self.unreachable = unreachable
        self.nothing_done = nothing_done or permanent or retry_after is not None or new_chat_id is not None


@dataclass(frozen=True)
class Verdict:
    """What becomes of a failed delivery: tried again `after`, or given up (`failed`)."""

    kind: Literal["again", "failed"]
    after: timedelta = timedelta()


FIRST_DELAY = timedelta(seconds=1)
LONGEST_DELAY = timedelta(minutes=10)
MOST_ATTEMPTS = 60
"""With the longest delay, about nine hours of trying; then an administrator decides."""


def after_failure(attempts: int, failure: DeliveryFailed, *, chance: float) -> Verdict:
    """Decide on a failed delivery. `attempts` counts the failed one; `chance` in [0, 1) spreads the retries.

    The other side's `retry_after` is obeyed to the full and never counts as a reason to give up.
    """
    if failure.retry_after is not None:
        return Verdict("again", failure.retry_after + timedelta(milliseconds=500 * chance))
    if failure.permanent or attempts >= MOST_ATTEMPTS:
        return Verdict("failed")
    delay = min(FIRST_DELAY * 2 ** min(attempts - 1, 12), LONGEST_DELAY)
    return Verdict("again", delay * (0.75 + 0.5 * chance))


@dataclass(frozen=True)
class Receipt:
    """Proof of a delivery. `message_id` is the message sent or edited, None where nothing had to be done.

    `complete` is False when more is to be done by another call: a posting's placeholder is out and the document is to
    be edited in; a long text's next part follows; or, without a `message_id`, what was to be edited is gone and is to
    be sent anew. Each call counts towards the limits by itself.
    """

    message_id: int | None = None
    complete: bool = True


REASONS = frozenset(
    {
        "too_many_requests",
        "migrated",
        "blocked",
        "no_chat",
        "refused",
        "office_closed",
        "token_refused",
        "timed_out",
        "took_too_long",
        "network",
        "telegram",
        "worker_died",
        "worker_too_slow",
        "event_not_applied",
        "placeholder_gone",
        "restored",
    }
)
"""Why deliveries fail, as people are told."""


def reason(code: str | None) -> Phrase:
    """A failure's code in words."""
    if code not in REASONS:
        return say("failure.other")
    return say(f"failure.{code}")
