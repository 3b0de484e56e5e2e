"""Messages go out once, in order, whatever happens to this process or to the other side."""

import asyncio
from collections.abc import Callable
from datetime import timedelta

import pytest

from core.delivery import DeliveryFailed
from core.effects import OFFICE, Amend, Erase, MakeClientCopy, Message, Say, say
from core.events import ClientCopyMade, PhotoLost, ReachabilityChanged
from courier.limits import LimitSettings, Rate
from storage import outbox
from storage.outbox import Lease, OutboxRow
from tests.courier.rooms import SECOND, Room, Workshop, job, message, show, text_of, to
from tests.storage.world import HOUR, NOW

MINUTE = timedelta(minutes=1)


def times(count: int, failure: DeliveryFailed, only: str | None = None) -> Callable[[OutboxRow], Exception | None]:
    """A messenger that fails so often (for one text)."""
    left = [count]

    def trouble(row: OutboxRow) -> Exception | None:
        if left[0] and (only is None or text_of(row.effect) == only):
            left[0] -= 1
            return failure
        return None

    return trouble


class TestOnce:
    async def test_what_is_handed_over_goes_out_and_leaves_nothing_behind(self, room: Room) -> None:
        await room.post(to(1, "bonjour"), to(2, "hello"))
        assert (room.messenger.shows(1), room.messenger.shows(2)) == (["bonjour"], ["hello"])
        assert await room.waiting() == 0
        assert room.courier.idle

    async def test_killed_between_commit_and_send_it_goes_out_once_after_the_restart(self, room: Room) -> None:
        await room.store(to(1, "bonjour"))
        room.restart()
        await room.later(SECOND)
        assert room.messenger.shows(1) == []  # perhaps the other process is only slow
        await room.later(2 * MINUTE)
        await room.later(2 * MINUTE)
        assert room.messenger.shows(1) == ["bonjour"]

    async def test_a_service_that_is_alone_need_not_wait(self, room: Room) -> None:
        await room.store(to(1, "bonjour"))
        room.restart()
        await room.db.write(lambda session: outbox.release_others(session, room.lease.owner))
        await room.courier.tick()
        await room.courier.rest()
        assert room.messenger.shows(1) == ["bonjour"]

    async def test_what_was_never_handed_over_is_found(self, room: Room) -> None:
        await room.store(to(1, "bonjour"))
        await room.later(2 * MINUTE)
        assert room.messenger.shows(1) == ["bonjour"]

    async def test_a_slow_call_is_not_made_twice(self, room: Room) -> None:
        room.messenger.gate = asyncio.Event()
        room.courier.hand_over(await room.store(to(1, "bonjour")))
        another = Lease("another process")
        for _ in range(6):
            room.clock.now += 40 * SECOND
            await room.courier.tick()
            now = room.clock.now + 25 * SECOND
            assert await room.db.write(lambda session, now=now: outbox.claim(session, now, 9, another)) == ()
        room.messenger.gate.set()
        await room.courier.rest()
        assert room.messenger.calls == [(1, "bonjour")]

    async def test_handed_over_twice_it_goes_out_once(self, room: Room) -> None:
        rows = await room.store(to(1, "bonjour"))
        room.courier.hand_over([*rows, *rows])
        await room.courier.rest()
        assert room.messenger.calls == [(1, "bonjour")]

    async def test_what_is_delivered_but_not_noted_yet_is_not_delivered_again(
        self, room: Room, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async def disk_is_busy() -> None:
            return

        monkeypatch.setattr(room.courier._receipts, "flush", disk_is_busy)
        await room.post(to(1, "bonjour"))
        await room.later(10 * MINUTE)
        assert room.messenger.calls == [(1, "bonjour")]


class TestOrder:
    async def test_a_failure_holds_up_its_own_chat_only(self, room: Room) -> None:
        room.messenger.trouble = times(3, DeliveryFailed("network"), only="un")
        await room.post(to(1, "un"), to(1, "deux"), to(2, "hello"))
        assert (room.messenger.shows(1), room.messenger.shows(2)) == ([], ["hello"])
        await room.post(to(1, "trois"))
        for _ in range(5):
            await room.later(5 * SECOND)
        assert room.messenger.shows(1) == ["un", "deux", "trois"]

    async def test_the_order_outlives_the_process(self, room: Room) -> None:
        room.messenger.trouble = times(1, DeliveryFailed("network"), only="un")
        await room.post(to(1, "un"), to(1, "deux"))
        room.restart()
        # The new process knows nothing yet of what waits, and already has something to say in the same chat.
        await room.post(to(1, "trois"))
        assert room.messenger.shows(1) == []
        for _ in range(4):
            await room.later(MINUTE)
        assert room.messenger.shows(1) == ["un", "deux", "trois"]

    async def test_what_is_refused_for_good_lets_the_next_pass_and_is_reported(self, room: Room) -> None:
        room.messenger.trouble = times(1, DeliveryFailed("refused", permanent=True), only="un")
        await room.post(to(1, "un"), to(1, "deux"))
        assert room.messenger.shows(1) == ["deux"]
        (stuck,) = await room.stuck()
        assert (stuck.problem, stuck.gave_up) == ("refused", True)
        assert room.alerts == ["given_up"]

    async def test_an_alert_that_is_refused_is_no_reason_for_another(self, room: Room) -> None:
        room.messenger.trouble = lambda row: DeliveryFailed("refused", permanent=True)
        await room.post(to(1, Say(to=1, message=Message(lines=(say("alert.given_up", text="refused"),)))))
        assert room.alerts == []
        assert await room.waiting() == 0

    async def test_a_sender_that_crashes_counts_as_a_failure(self, room: Room) -> None:
        left = [1]

        def crash(row: OutboxRow) -> Exception | None:
            return KeyError("chat") if left and left.pop() else None

        room.messenger.trouble = crash
        await room.post(to(1, "bonjour"))
        await room.later(5 * SECOND)
        assert room.messenger.shows(1) == ["bonjour"]

    async def test_after_hours_of_trying_an_administrator_decides(self, room: Room) -> None:
        room.messenger.trouble = lambda row: DeliveryFailed("network") if row.chat_id == 1 else None
        await room.post(to(1, "bonjour"))
        for _ in range(70):
            await room.later(15 * MINUTE)
        (stuck,) = await room.stuck()
        assert (stuck.attempts, stuck.gave_up) == (60, True)
        assert room.courier.idle


class TestTooMany:
    DEMAND = DeliveryFailed("too_many_requests", retry_after=30 * SECOND)

    async def test_the_demand_to_wait_is_obeyed_to_the_full(self, room: Room) -> None:
        room.messenger.trouble = times(1, self.DEMAND)
        await room.post(to(1, "un"), to(1, "deux"))
        await room.post(to(2, "hello"))
        await room.later(29 * SECOND)
        assert (room.messenger.shows(1), room.messenger.shows(2)) == ([], ["hello"])
        await room.later(2 * SECOND)
        assert room.messenger.shows(1) == ["un", "deux"]

    async def test_also_by_the_next_process(self, room: Room) -> None:
        room.messenger.trouble = times(1, self.DEMAND)
        await room.post(to(1, "un"))
        room.restart()
        await room.db.write(lambda session: outbox.release_others(session, room.lease.owner))
        await room.post(to(1, "deux"))
        await room.later(29 * SECOND)
        assert room.messenger.calls == [(1, "un")]
        await room.later(2 * SECOND)
        assert room.messenger.shows(1) == ["un", "deux"]

    async def test_nothing_delayed_slips_out_meanwhile(self, room: Room) -> None:
        await room.post(to(1, show("7 photos", after=5)))
        room.messenger.trouble = times(1, self.DEMAND)
        await room.post(to(1, "un"))
        await room.later(10 * SECOND)
        assert room.messenger.calls == [(1, "un")]
        await room.later(21 * SECOND)
        assert room.messenger.shows(1) == ["7 photos", "un"]

    async def test_no_number_of_demands_is_a_reason_to_give_up(self, room: Room) -> None:
        room.messenger.trouble = times(100, self.DEMAND)
        await room.post(to(1, "un"))
        for _ in range(99):
            await room.later(31 * SECOND)
        room.messenger.trouble = times(1, DeliveryFailed("network"))
        await room.later(31 * SECOND)
        assert room.messenger.shows(1) == []
        await room.later(2 * SECOND)  # a first failure of its own, tried again at once
        assert room.messenger.shows(1) == ["un"]

    async def test_we_keep_to_the_limits_ourselves(self, room: Room) -> None:
        room.rates = LimitSettings(overall=Rate(28, 28), chat=Rate(1, 3), group=Rate(20 / 60, 10))
        room.restart()
        await room.post(*(to(1, str(number)) for number in range(8)))
        assert room.messenger.shows(1) == [str(number) for number in range(8)]
        assert room.clock.now - NOW == 5 * SECOND  # three at once, then one a second


class TestSlots:
    async def test_a_card_is_sent_once_and_edited_from_then_on(self, room: Room) -> None:
        await room.post(to(1, show("offered")))
        await room.post(to(1, "bonjour"), to(1, show("accepted")))
        assert room.messenger.shows(1) == ["accepted", "bonjour"]

    async def test_the_number_is_known_before_it_is_stored_and_after_a_restart(self, room: Room) -> None:
        room.courier.hand_over(await room.store(to(1, show("offered")), to(1, "bonjour"), to(1, show("accepted", "b"))))
        await room.courier.rest()
        room.restart()
        await room.post(to(1, show("done")))
        assert room.messenger.shows(1) == ["done", "bonjour", "accepted"]

    async def test_a_burst_costs_one_edit(self, room: Room) -> None:
        for number in range(1, 8):
            await room.post(to(1, show(f"{number} photos", after=1.5)))
            await room.later(SECOND / 10)
        assert room.messenger.calls == []
        await room.later(2 * SECOND)
        assert room.messenger.calls == [(1, "7 photos")]
        assert await room.waiting() == 0

    async def test_others_do_not_wait_for_what_is_delayed(self, room: Room) -> None:
        await room.post(to(1, show("1 photo", after=1.5)), to(1, "question"))
        assert room.messenger.shows(1) == ["question"]

    async def test_a_card_that_comes_now_takes_the_place_of_the_delayed_one(self, room: Room) -> None:
        await room.post(to(1, show("1 photo", after=5)), to(1, show("all stored")))
        await room.later(10 * SECOND)
        assert room.messenger.calls == [(1, "all stored")]

    async def test_what_is_erased_does_not_come_back_late(self, room: Room) -> None:
        await room.post(to(1, show("door code", after=5)), to(1, Erase(to=1, slot="card")))
        await room.later(10 * SECOND)
        assert room.messenger.shows(1) == []

    async def test_after_an_outage_a_card_shows_its_latest_state_at_once(self, room: Room) -> None:
        room.messenger.trouble = times(1, DeliveryFailed("network"))
        await room.post(to(1, "avant"), *(to(1, show(f"state {number}")) for number in range(20)))
        room.restart()
        await room.later(2 * MINUTE)
        assert room.messenger.calls == [(1, "avant"), (1, "avant"), (1, "state 19")]

    async def test_amending_and_erasing_what_was_never_sent_does_nothing(self, room: Room) -> None:
        await room.post(to(1, Amend(to=1, slot="card", message=message("x"))), to(1, Erase(to=1, slot="card")))
        assert room.messenger.calls == []
        assert await room.waiting() == 0

    async def test_a_message_that_names_a_slot_is_amended_there(self, room: Room) -> None:
        await room.post(to(1, Say(to=1, slot="brief", message=message("code 1234"))))
        await room.post(to(1, show("code removed", "brief")))
        assert room.messenger.shows(1) == ["code removed"]

    async def test_what_is_erased_is_forgotten_at_once(self, room: Room) -> None:
        await room.post(to(1, show("code 1234")))
        await room.post(to(1, Erase(to=1, slot="card")), to(1, Amend(to=1, slot="card", message=message("late"))))
        assert room.messenger.calls == [(1, "code 1234"), (1, "Erase")]
        room.restart()
        await room.post(to(1, Amend(to=1, slot="card", message=message("later"))), to(1, show("new")))
        assert room.messenger.calls[2:] == [(1, "new")]


class TestPeopleAndGroups:
    BLOCKED = DeliveryFailed("blocked", permanent=True, unreachable=True)

    async def test_someone_who_blocked_the_bot_is_noted_and_delays_nobody(self, room: Room) -> None:
        room.messenger.trouble = lambda row: self.BLOCKED if row.chat_id == 1 else None
        await room.post(to(1, "bonjour"), to(2, "hello"))
        assert room.messenger.shows(2) == ["hello"]
        (arrival,) = room.arrivals
        assert arrival.event == ReachabilityChanged(at=NOW, reachable=False)
        assert arrival.person_id == 1
        assert await room.waiting() == 0
        assert await room.stuck() == ()

    async def test_a_stranger_who_is_gone_is_nobodys_matter(self, room: Room) -> None:
        room.messenger.trouble = lambda row: self.BLOCKED
        letter = to(999, "who are you?")
        await room.post(outbox.Letter(letter.effect, 999, None, "fr", "Europe/Paris"))
        assert (room.arrivals, await room.waiting()) == ([], 0)
        assert await room.stuck() == ()

    async def test_an_office_that_turned_us_out_is_an_administrators_matter(self, room: Room) -> None:
        room.messenger.trouble = lambda row: self.BLOCKED
        await room.post(to(-100, "RI-2026-0001", OFFICE))
        assert room.told == []
        assert room.alerts == ["given_up"]
        assert [each.problem for each in await room.stuck()] == ["blocked"]

    async def test_a_group_that_became_a_supergroup_gets_everything_under_its_new_number(self, room: Room) -> None:
        moved = DeliveryFailed("migrated", new_chat_id=-1005)
        room.messenger.trouble = lambda row: moved if row.chat_id == -5 else None
        await room.post(to(-5, "un", OFFICE), to(-5, "deux", OFFICE))
        assert room.messenger.shows(-1005) == ["un", "deux"]
        assert await room.waiting() == 0


class TestLongTexts:
    async def test_each_part_comes_once_though_a_later_one_failed(self, room: Room) -> None:
        calls = [0]

        def third(row: OutboxRow) -> DeliveryFailed | None:
            calls[0] += 1
            return DeliveryFailed("network") if calls[0] == 3 else None

        room.messenger.trouble = third
        await room.post(to(101, "un|deux|trois"), to(101, "quatre"))
        assert room.messenger.shows(101) == ["un", "deux"]
        room.restart()
        await room.later(HOUR)
        assert room.messenger.shows(101) == ["un", "deux", "trois", "quatre"]

    async def test_each_part_counts_towards_the_limits(self, room: Room) -> None:
        room.rates = LimitSettings(Rate(100, 100), Rate(1, 1), Rate(1, 1))
        room.restart()
        await room.post(to(101, "un|deux|trois"))
        assert room.clock.seconds() >= 2


class TestJobs:
    MADE = ClientCopyMade(at=NOW, report_id=3, sha256="ab" * 32)

    async def test_a_job_ends_in_an_event(self, room: Room) -> None:
        room.workshop.work = lambda row: self.MADE
        await room.post(job(MakeClientCopy(report_id=3)))
        assert [arrival.event for arrival in room.arrivals] == [self.MADE]
        assert await room.waiting() == 0

    async def test_a_job_whose_event_was_not_stored_is_done_again(self, room: Room) -> None:
        room.workshop.work = lambda row: self.MADE
        room.refuses_events = True
        await room.post(job(MakeClientCopy(report_id=3)))
        assert await room.waiting() == 1
        room.refuses_events = False
        await room.later(MINUTE)
        assert [arrival.event for arrival in room.arrivals] == [self.MADE]
        assert await room.waiting() == 0

    async def test_a_job_that_is_given_up_says_what_that_means(self, room: Room) -> None:
        lost = PhotoLost(at=NOW, visit_id=1, photo_id=1, problem="unknown")

        def fail(row: OutboxRow) -> ClientCopyMade:
            raise DeliveryFailed("no_report", permanent=True)

        room.workshop = Workshop(fail, lost)
        room.restart()
        await room.post(job(MakeClientCopy(report_id=3)))
        assert [arrival.event for arrival in room.arrivals] == [lost]
        assert len(await room.stuck()) == 1


class TestEnding:
    async def test_what_is_going_on_may_end_and_what_waits_stays(
        self, room: Room, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        room.messenger.gate = asyncio.Event()
        # The call under way is answered once the courier has begun to end.
        monkeypatch.setattr(room.courier, "nudge", lambda: asyncio.get_running_loop().call_soon(answer_soon, 5))

        def answer_soon(rounds: int) -> None:
            assert room.messenger.gate is not None
            if rounds:
                asyncio.get_running_loop().call_soon(answer_soon, rounds - 1)
            else:
                room.messenger.gate.set()

        running = asyncio.create_task(room.courier.run())
        room.courier.hand_over(await room.store(to(1, "un"), to(1, "deux")))
        await room.messenger.entered.wait()
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running
        assert room.messenger.shows(1) == ["un"]
        assert await room.waiting() == 1
        room.restart()
        await room.later(HOUR)
        assert room.messenger.shows(1) == ["un", "deux"]
