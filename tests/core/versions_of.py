"""A report with its versions, and several people at it: like `table`, with every file and link kept by its number."""

from __future__ import annotations

from dataclasses import replace as with_

from core.confirmation import Confirmation, Word
from core.contest import Contest
from core.effects import AnyEffect, Message, SealReport
from core.events import ClientCopyMade, Event, ReportSealed, WordGiven
from core.facts import Fresh, Link, ReportFile
from core.people import Person
from core.sign_code import SignCode
from core.step import needs
from core.visit import PhotoState

from table import CAMILLE, LEA, Table, straight_to_review


class Versions(Table):
    """`be` says whose chat it is; fresh numbers are new at every event."""

    def __init__(self) -> None:
        super().__init__()
        self.files: dict[int, ReportFile] = {}
        self.links: dict[str, Link] = {}
        self.talks: dict[int, object] = {}
        self.number = 100

    def be(self, person: Person) -> Versions:
        """From now on this person acts."""
        assert self.facts.person is not None
        self.talks[self.facts.person.id] = self.facts.conversation
        by_id = {**self.facts.by_id, person.id: person}
        self.facts = with_(self.facts, person=person, conversation=self.talks.get(person.id), by_id=by_id)
        return self

    def happens(self, event: Event) -> list[AnyEffect]:
        self.number += 1
        n = self.number
        asked = needs(self.facts.house, self.facts.person, self.facts.conversation, event)
        file = self.files.get(asked.report_id or 0) or self.newest
        links = tuple(link for link in self.links.values() if file and link.report_id == file.report.id)
        fresh = Fresh(
            n,
            n,
            n,
            n,
            n,
            n,
            ((f"first{n}".ljust(30, "x"), f"{n}a"), (f"second{n}", f"{n}b"), (f"third{n}", f"{n}c")),
            n,
        )
        self.facts = with_(self.facts, report=file, links=links, fresh=fresh)
        self.before(event)
        effects = super().happens(event)
        for noun in self.last.saves:
            if isinstance(noun, ReportFile):
                self.files[noun.report.id] = noun
            elif isinstance(noun, Link):
                self.links[noun.token_sha256] = noun
            elif isinstance(noun, SignCode):
                self.files[noun.report_id] = with_(self.files[noun.report_id], code=noun)
            elif isinstance(noun, Contest):
                file = self.files[noun.report_id]
                others = tuple(known for known in file.contests if known.n != noun.n)
                self.files[noun.report_id] = with_(file, contests=(*others, noun))
        return effects

    def before(self, event: Event) -> None:
        """What a test wants to know of an event before it is decided."""

    @property
    def newest(self) -> ReportFile | None:
        return max(self.files.values(), key=lambda f: f.report.version, default=None)

    def version(self, number: int) -> ReportFile:
        return next(f for f in self.files.values() if f.report.version == number)

    # -- what happens ------------------------------------------------------------------------------------------------

    def asked(self, number: int) -> Versions:
        """The client's copy of this version is made."""
        file = self.version(number)
        self.happens(ClientCopyMade(at=self.now, report_id=file.report.id, sha256=f"c{number}"))
        return self

    def answered(self, number: int, word: Word = Word.ACCEPTED, **more: object) -> Versions:
        said = Confirmation(word=word, name="Claude Modèle", signed_at=self.now, client_pdf_sha256="c" * 64,
                            report_sha256="d" * 64, **more)  # type: ignore[arg-type]  # fmt: skip
        self.happens(WordGiven(at=self.now, report_id=self.version(number).report.id, confirmation=said))
        return self

    def sealed(self, number: int, seal: str = "with_word") -> Versions:
        report_id = self.version(number).report.id
        self.happens(ReportSealed(at=self.now, report_id=report_id, sha256=f"e{number}{seal}", seal=seal))
        return self

    def begins(self, person: Person, reason: str = "reason:wrong_time") -> Versions:
        """This person taps "correct the report" and says why."""
        self.be(person).taps_on("correct", 9, "begin")
        self.taps(reason)
        return self

    def leaves_at(self, text: str) -> Versions:
        """Correct when the visit ended, and come back to the card."""
        self.taps("edit:left")
        self.says(text)
        return self

    # -- what is seen ------------------------------------------------------------------------------------------------

    def told(self, person: Person) -> set[str]:
        """The wording ids of the last event's messages to this person."""
        mine = [e for e in self.effects if getattr(e, "to", None) == person.id]
        everything, self.effects = self.effects, mine
        found = self.said()
        self.effects = everything
        return found

    def seals(self) -> list[tuple[int, str]]:
        return [(e.report_id, e.seal) for e in self.effects if isinstance(e, SealReport)]

    def shown_in(self, to: int, slot: str) -> Message | None:
        """The last message of the last event in that slot of that person's chat (0: the office channel)."""
        found = [
            getattr(e, "message", None) or getattr(e, "caption", None)
            for e in self.effects
            if getattr(e, "slot", None) == slot and getattr(e, "to", None) == to
        ]
        return found[-1] if found else None


def reported(versions: Versions | None = None) -> Versions:
    """Version 1 frozen, the client asked."""
    versions = versions or Versions()
    straight_to_review(versions)
    versions.all_photos_stored()
    versions.taps("submit")
    return versions.asked(1)


def posted() -> Versions:
    """Version 1 signed, sealed and posted."""
    return reported().later(30).answered(1).sealed(1)


__all__ = ["CAMILLE", "LEA", "PhotoState", "Versions", "Word", "posted", "reported"]
