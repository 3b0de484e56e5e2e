"""What becomes of a version when a newer one is frozen: void, and said so wherever it was shown.

Imported by `core.reporting.submit`.
"""

from dataclasses import replace

from core.dispatch import cards
from core.effects import OFFICE, Amend, Message, Phrase, say
from core.facts import ReportFile
from core.report import Report
from core.reporting import mailing
from core.reporting.links import end_links, was_mailed
from core.reporting.post import about_lines, post_slot
from core.reporting.word import holders, word_lines
from core.turn import Turn
from core.visit import Correcting


def void(turn: Turn, old: ReportFile, new: Report) -> None:
    """Replace a version: its links end, its posts and the message with its code say so, the client's word is kept.

    The edits stand behind the posting in the same chats' lines, so they find it even where it is still on its way;
    where nothing was posted there is nothing to edit.
    """
    turn.save(replace(old, replaced=True))
    turn.note(old.report, "replaced", by=str(new.version))
    end_links(turn, old.report)
    caption = Message(lines=void_lines(old, new.version))
    for to in (OFFICE, turn.visit.technician_id):
        turn.do(Amend(to=to, slot=post_slot(old.report), message=caption, caption=True))
    lines = [say("sign.replaced", number=new.number, old=old.report.version, version=new.version)]
    if old.confirmation is not None:
        lines.append(say("post.word_void"))
    for to in holders(turn, old.report):
        turn.do(Amend(to=to, slot=f"sign:{old.report.id}", message=Message(lines=tuple(lines)), caption=True))


def client_knows(turn: Turn, old: ReportFile) -> bool:
    """Whether the client has something in hand that a newer version makes void: their word, or a letter."""
    return was_mailed(turn, old.report) or old.confirmation is not None or mailing.is_told(turn.visit, old.report)


def void_lines(old: ReportFile, version: int) -> tuple[Phrase, ...]:
    """What a replaced version's post says: by which version it is replaced; the word, and that it is void."""
    lines = [say("post.replaced", version=version), *about_lines(old)]
    if old.confirmation is not None:
        lines += [*word_lines(old, old.confirmation), say("post.word_void")]
    return tuple(lines)


def tell_the_others(turn: Turn, correcting: Correcting, report: Report) -> None:
    """The technician hears of the office's new version, the dispatcher of the technician's, with the reason."""
    author = turn.facts.by_id.get(correcting.by)
    line = say(
        "tell.new_version",
        name=author.name if author else None,
        number=report.number,
        version=report.version,
        client=report.client_name,
        why=cards.reason_of("correct", correcting.reason),
    )
    for to in dict.fromkeys((turn.order.created_by, turn.visit.technician_id)):
        if to != correcting.by:
            turn.tell(line, to=to)
