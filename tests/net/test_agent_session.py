"""The agent against a broker that behaves: sessions from the code to the summary."""

import time
from threading import Event

import pytest

from agent import views
from agent.consent import Answer
from agent.frames import control, picture
from agent.frames import input as input_frames
from agent.frames.kinds import Kind
from agent.password import Why
from broker.wire.words import Asks, Close, Outcome
from tests.fakes.agent_legs import ANNA
from tests.fakes.desk import desk
from tests.waiting import soon

MOVE = input_frames.encode([input_frames.Move(3, 4)])


async def test_the_first_message_asks_for_an_id() -> None:
    async with desk() as one:
        one.agent.begin()
        leg = await one.leg()
        assert leg.socket.request is not None
        assert leg.socket.request.path == "/ws/agent"
        assert "Origin" not in leg.socket.request.headers
        assert "Sec-WebSocket-Extensions" not in leg.socket.request.headers
        hello = await leg.register()
        assert hello == {"type": "hello", "v": 1, "pc": "PC-7", "resume": ""}
        code = await one.person.sees(views.Code)
        assert (code.session, code.broker, code.misses) == ("123456789", "Affianco di prova", ())


async def test_nothing_is_called_before_the_advice_was_read() -> None:
    async with desk() as one:
        assert one._legs.empty()
        await one.code()


@pytest.mark.parametrize("asks", list(Asks))
async def test_allowed_session_and_stop(asks: Asks) -> None:
    async with desk() as one:
        leg, console = await one.active(asks)
        pictures = one.workshop.pictures[0]
        assert pictures.started
        pictures.emit()
        assert console.a2c.open(await leg.binary())[0] == Kind.CURSOR
        one.agent.stop()
        assert pictures.gate.is_cut
        await leg.end_of("stopped_by_customer")
        summary = await one.person.sees(views.Summary)
        assert (summary.technician, summary.organisation) == ANNA
        assert summary.outcome is Outcome.STOPPED_BY_CUSTOMER
        await leg.gone()
        assert leg.binaries.empty()


async def test_who_asks_and_for_what_is_shown_before_anything_is_sent() -> None:
    async with desk() as one:
        leg, console = await one.asked(Asks.SEE)
        question = await one.person.sees(views.Consent)
        assert (question.technician, question.organisation) == ANNA
        assert question.asks is Asks.SEE
        assert await leg.told(console) == control.Asking()
        assert one.workshop.gears == []
        assert leg.binaries.empty()


async def test_refuse_is_told_to_both_and_ends() -> None:
    async with desk() as one:
        leg, console = await one.asked()
        await one.person.sees(views.Consent)
        one.agent.answer(Answer.REFUSE)
        assert await leg.told(console) == control.Asking()
        assert await leg.told(console) == control.Refused(control.Why.CUSTOMER)
        await leg.end_of("declined")
        summary = await one.person.sees(views.Summary)
        assert (summary.outcome, summary.seconds) == (Outcome.DECLINED, None)
        assert one.workshop.gears == []


async def test_control_narrowed_to_see_takes_no_input() -> None:
    async with desk() as one:
        leg, console = await one.asked(Asks.CONTROL)
        one.agent.answer(Answer.ALLOW_SEE)
        assert await leg.told(console) == control.Asking()
        assert await leg.told(console) == control.Allowed(Asks.SEE)
        assert (await one.person.sees(views.Active)).allowed is Asks.SEE
        await leg.socket.send(console.c2a.seal(Kind.INPUT, MOVE))
        await leg.end_of("failed")
        assert one.workshop.hands == []


async def test_input_is_done_and_a_pause_holds_it() -> None:
    async with desk() as one:
        leg, console = await one.active()
        pictures, hands = one.workshop.pictures[0], one.workshop.hands[0]
        await leg.socket.send(console.c2a.seal(Kind.INPUT, MOVE))
        await leg.tell(console, control.Refresh())
        await soon(lambda: pictures.repainted == 1)
        assert hands.done == [MOVE]
        line = Event()
        one.hang(line)
        one.agent.pause()
        assert not pictures.emit()
        assert hands.released == 1
        line.set()
        assert await leg.text() == {"type": "state", "state": "paused"}
        assert hands.released == 2
        assert await leg.told(console) == control.Paused()
        assert (await one.person.sees(views.Active)).paused
        await leg.socket.send(console.c2a.seal(Kind.INPUT, MOVE))
        await leg.tell(console, control.Refresh())
        await soon(lambda: pictures.repainted == 2)
        one.agent.go_on()
        assert await leg.told(console) == control.Resumed()
        assert await leg.text() == {"type": "state", "state": "active"}
        assert not (await one.person.sees(views.Active)).paused
        assert hands.done == [MOVE]


async def test_wrong_password_is_shown_and_after_three_there_is_another() -> None:
    async with desk() as one:
        leg, code = await one.code()
        for number in range(1, 4):
            await leg.join()
            console = leg.console(b"WRNGPASS")
            await leg.socket.send(console.ta(await leg.answer(console.pake1(await leg.binary()))))
            await leg.end_of("wrong_password", again=True)
            shown = await one.person.sees(views.Code)
            while len(shown.misses) < number:
                shown = await one.person.sees(views.Code)
            assert shown.misses[-1].why is Why.WRONG_PASSWORD
            assert (shown.misses[-1].technician, shown.misses[-1].organisation) == ANNA
            assert (shown.password == code.password) == (number < 3)
        await leg.join()
        await leg.prove(shown.password.encode())


async def test_names_that_differ_are_a_fault_shown_plainly() -> None:
    async with desk() as one:
        leg, code = await one.code()
        await leg.join(name=("Bruno Bianchi", "Aiuto SRL"))
        await leg.prove(code.password.encode())
        await leg.end_of("failed", again=True)
        summary = await one.person.sees(views.Summary)
        assert (summary.outcome, summary.note) == (Outcome.FAILED, "note_names_differ")


async def test_technician_ends_it() -> None:
    async with desk() as one:
        leg, _ = await one.active()
        await leg.say("ended", outcome="completed", billable_ms=61_500, again=False, enrol="")
        summary = await one.person.sees(views.Summary)
        assert (summary.outcome, summary.seconds) == (Outcome.COMPLETED, 61.5)
        assert one.workshop.gears[0].gate.is_cut


async def test_new_code_is_a_new_registration_with_a_new_password() -> None:
    async with desk() as one:
        leg, _ = await one.active()
        one.agent.stop()
        await leg.end_of("stopped_by_customer")
        await one.person.sees(views.Summary)
        await leg.gone()
        one.agent.new_code()
        again = await one.leg()
        hello = await again.register(session="987654321")
        assert hello["resume"] == ""
        code = await one.person.sees(views.Code)
        assert code.session == "987654321"
        await again.join()
        console = again.console(code.password.encode(), session="987654321")
        await again.socket.send(console.pake1(await again.binary()))
        assert (await again.binary())[0] == 0x03


async def test_a_cut_leg_comes_back_with_a_key_used_once() -> None:
    async with desk() as one:
        leg, console = await one.active()
        first = one.workshop.gears[0]
        leg.socket.transport.abort()
        cut = await one.person.sees(views.Reconnecting)
        assert (cut.technician, cut.organisation) == ANNA
        assert first.gate.is_cut
        for token in ("t2", "t3"):
            leg = await one.leg()
            hello = await leg.register(token=token)
            assert hello["resume"] == {"t2": "t1", "t3": "t2"}[token]
            await leg.join(resumed=True)
            console = await leg.prove(console.resume, mode="resume")
            assert await leg.told(console) == control.Allowed(Asks.CONTROL)
            assert await leg.text() == {"type": "state", "state": "active"}
            await one.person.sees(views.Active)
            if token == "t2":
                leg.socket.transport.abort()


async def test_the_technicians_line_drops_and_comes_back() -> None:
    async with desk() as one:
        leg, console = await one.active()
        one.agent.pause()
        assert await leg.text() == {"type": "state", "state": "paused"}
        await leg.say("state", state="reconnecting", billable_ms=10)
        await one.person.sees(views.Reconnecting)
        assert one.workshop.gears[0].gate.is_cut
        await leg.join(resumed=True)
        console.a2c.open(await leg.binary())
        again = await leg.prove(console.resume, mode="resume")
        assert await leg.told(again) == control.Allowed(Asks.CONTROL)
        assert await leg.told(again) == control.Paused()
        assert await leg.text() == {"type": "state", "state": "paused"}
        assert not one.workshop.pictures[1].emit()


async def test_stop_works_while_the_line_is_down() -> None:
    async with desk() as one:
        leg, _ = await one.active()
        await leg.say("state", state="reconnecting", billable_ms=10)
        await one.person.sees(views.Reconnecting)
        one.agent.stop()
        await leg.end_of("stopped_by_customer")
        await one.person.sees(views.Summary)


async def test_wrong_resume_key_ends_the_session() -> None:
    async with desk() as one:
        leg, console = await one.active()
        await leg.say("state", state="reconnecting", billable_ms=10)
        await leg.join(resumed=True)
        wrong = leg.console(bytes(32), mode="resume")
        await leg.socket.send(wrong.ta(await leg.answer(wrong.pake1(await leg.binary()))))
        await leg.end_of("failed")
        assert len(one.workshop.gears) == 1
        assert console.resume != bytes(32)


async def test_no_screen_is_said_and_nothing_is_allowed() -> None:
    async with desk() as one:
        one.workshop.no_screen = "screen_wayland"
        leg, console = await one.asked()
        one.agent.answer(Answer.ALLOW)
        assert await leg.told(console) == control.Asking()
        await leg.end_of("failed")
        assert (await one.person.sees(views.Summary)).note == "screen_wayland"
        assert leg.binaries.empty()


async def test_no_input_narrows_to_see_and_is_said() -> None:
    async with desk() as one:
        one.workshop.no_input = "input_no_xtest"
        leg, console = await one.asked()
        one.agent.answer(Answer.ALLOW)
        assert await leg.told(console) == control.Asking()
        assert await leg.told(console) == control.Allowed(Asks.SEE)
        assert (await one.person.sees(views.Active)).note == "input_no_xtest"


async def test_a_screen_that_breaks_ends_the_session() -> None:
    async with desk() as one:
        leg, _ = await one.active()
        assert one.workshop.broke is not None
        one.workshop.broke("screen_broke")
        await leg.end_of("failed")
        assert (await one.person.sees(views.Summary)).note == "screen_broke"


@pytest.mark.parametrize("why", [close for close in Close if close is not Close.STALLED])
async def test_every_close_is_said_in_words(why: Close) -> None:
    async with desk() as one:
        leg, _ = await one.code()
        await leg.socket.close(why, why.reason)
        assert (await one.person.sees(views.Trouble)).key == f"close_{why.reason}"


async def test_leaving_tells_the_broker_and_ends_within_a_moment() -> None:
    async with desk() as one:
        leg, _ = await one.active()
        begun = time.monotonic()
        one.agent.leave()
        await leg.end_of("stopped_by_customer")
        await leg.gone()
        assert one.agent.join(3.0)
        assert time.monotonic() - begun < 3.0


async def test_shown_and_refresh_reach_the_screen() -> None:
    async with desk() as one:
        leg, console = await one.active()
        await leg.socket.send(console.c2a.seal(Kind.SHOWN, picture.encode_shown(1)))
        await leg.tell(console, control.Refresh())
        await leg.socket.send(console.c2a.seal(Kind.INPUT, MOVE))
        await leg.tell(console, control.Ask(Asks.SEE))
        await leg.end_of("failed")
        assert one.workshop.pictures[0].repainted == 1
        assert one.workshop.hands[0].done == [MOVE]
