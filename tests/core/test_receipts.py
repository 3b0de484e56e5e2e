"""What the receipts say is true, in whatever order photos come, are stored, get lost, are sorted and removed."""

from datetime import datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from core.effects import Message, Show
from core.events import PhotoLost, PhotoStored, RecordingLost, RecordingStored, SentFile, SentPhoto
from core.visit import PhotoState

from table import Table, on_site

ACTS = st.one_of(
    st.tuples(st.just("photo"), st.sampled_from([None, "x", "y"])),
    st.tuples(st.just("file"), st.sampled_from([None, "x"])),
    st.tuples(st.sampled_from(["store", "lose", "remove", "mark", "all"]), st.integers(0, 30)),
    st.tuples(st.just("say"), st.none()),
    st.tuples(st.just("again"), st.none()),
)


class Chat:
    """The receipts as the chat shows them once everything is delivered: the newest of each slot."""

    def __init__(self) -> None:
        self.table = on_site()
        self.shown: dict[str, Message] = {}
        self.sent = 0
        self.last: SentPhoto | SentFile | None = None

    def does(self, act: str, which: int | str | None) -> None:
        visit, at = self.table.visit, self.table.now
        photos, recordings = visit.photos, visit.recordings
        match act:
            case "photo" | "file":
                self._sends(act, which if isinstance(which, str) else None, at)
            case "again" if self.last is not None:
                self.table.happens(self.last)
            case "store" | "lose" if isinstance(which, int) and (photos or recordings):
                kept = [*photos, *recordings][which % (len(photos) + len(recordings))]
                self._settles(act, kept in photos, kept.id, at)
            case "remove" if isinstance(which, int) and (photos or recordings):
                kept = [*photos, *recordings][which % (len(photos) + len(recordings))]
                self.table.taps_on("photo", 9, f"remove:{kept.id}")
            case "mark" if isinstance(which, int) and photos:
                self.table.taps_on("photo", 9, f"mark:{photos[which % len(photos)].id}:after")
            case "all" if isinstance(which, int) and photos:
                self.table.taps_on("photo", 9, f"all:{photos[which % len(photos)].receipt}:during")
            case "say":
                self.table.says("Filtre changé")
            case _:
                return
        for effect in self.table.effects:
            if isinstance(effect, Show) and effect.slot.startswith("photos:"):
                self.shown[effect.slot] = effect.message

    def _sends(self, act: str, album: str | None, at: datetime) -> None:
        self.sent += 1
        names = {"file_id": str(self.sent), "file_unique_id": str(self.sent), "message_id": 5000 + self.sent}
        if act == "photo":
            self.last = SentPhoto(at=at, album=album, **names)  # type: ignore[arg-type]
        else:
            self.last = SentFile(at=at, album=album, kind="video", **names)  # type: ignore[arg-type]
        self.table.happens(self.last)

    def _settles(self, act: str, photo: bool, number: int, at: datetime) -> None:
        known = {"at": at, "visit_id": 9, "photo_id" if photo else "recording_id": number}
        if act == "store":
            size = {} if photo else {"size": 1}
            self.table.happens((PhotoStored if photo else RecordingStored)(sha256="a" * 64, **size, **known))  # type: ignore[arg-type]
        else:
            self.table.happens((PhotoLost if photo else RecordingLost)(problem="unknown", **known))  # type: ignore[arg-type]


def says(message: Message) -> dict[str, tuple[object, object]]:
    """What a receipt says, by wording: how many, and how many of them are stored."""
    return {p.id: (p.args["n"], p.args["stored"]) for p in message.lines if "stored" in p.args}


@settings(max_examples=150, deadline=None)
@given(st.lists(ACTS, max_size=25))
def test_every_receipt_in_the_chat_says_what_is_true(acts: list[tuple[str, int | str | None]]) -> None:
    chat = Chat()
    for act, which in acts:
        chat.does(act, which)
    assert_true(chat.table, chat.shown)


def assert_true(table: Table, shown: dict[str, Message]) -> None:
    visit = table.visit
    assert set(shown) == {f"photos:9:{receipt.id}" for receipt in visit.receipts}
    for receipt in visit.receipts:
        said = says(shown[f"photos:9:{receipt.id}"])
        for wording, kept in (("tell.photos", visit.photos), ("tell.recordings", visit.recordings)):
            counted = [each for each in kept if each.receipt <= receipt.id]
            stored = sum(1 for each in counted if each.state is PhotoState.STORED)
            assert said.get(wording, (0, 0)) == (len(counted), stored)
