"""What a reader answers when it cannot read: a code and details, never prose.

Imports nothing of ours. Every reader of this package raises it; wording turns codes into sentences.
"""

from collections.abc import Mapping
from typing import Literal

Code = Literal[
    "empty",  # nothing visible was typed
    "too_long",  # limit, length
    "time_not_read",
    "hour_missing",  # a day was read, no time of day
    "hour_impossible",  # typed: such as 25h or 8h75
    "day_missing",  # a time was read, its day must be said
    "day_impossible",  # day, month and perhaps year: such as 31/02
    "weekday_mismatch",  # date, weekday (Monday is 0) that was typed beside it
    "time_in_gap",  # before, after: the moments (UTC) on either side of a time skipped by summer time
    "end_before_start",
    "in_the_past",  # date
    "duration_not_read",
    "duration_unit_missing",  # number: too small to be surely minutes
    "number_not_read",
    "yes_no_not_read",
    "name_missing",  # a quantity of nothing
    "quantity_zero",
    "said_none",  # "aucune", "none" where materials were asked
    "too_many",  # limit, count
    "phone_not_read",
    "phone_length",  # digits, minimum, maximum
    "email_not_read",
    "zone_not_read",
]


class Unreadable(ValueError):
    """The text could not be read. `code` says why, `details` holds what a message may name.

    Details of moments are aware UTC datetimes, days are dates, counts are integers.
    """

    def __init__(self, code: Code, details: Mapping[str, object] | None = None) -> None:
        super().__init__(code)
        self.code: Code = code
        self.details: Mapping[str, object] = dict(details or {})
