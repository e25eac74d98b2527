"""What waits for a leg that takes its time: the newest state, and that the customer is asked."""

import asyncio

from broker.bus import LocalBus
from broker.parcels import Tell, ToLeg
from broker.rendezvous.post import Post
from broker.wire.messages import SessionState
from broker.wire.words import State


async def told_of(*states: State) -> list[State]:
    """What a leg hears that took its first letter late, when all the others waited."""
    bus, heard, go_on = LocalBus(), list[State](), asyncio.Event()

    async def take(parcel: ToLeg) -> None:
        await go_on.wait()
        assert isinstance(parcel, Tell) and isinstance(parcel.message, SessionState)
        heard.append(parcel.message.state)

    bus.attach("leg.slow", take)
    post = Post(bus, "leg.slow", lambda _: None)
    for state in states:
        post.put(Tell(SessionState(state, 0)))
        await asyncio.sleep(0)
    go_on.set()
    await post.delivered(1.0)
    return heard


async def test_of_several_states_the_newest_is_kept() -> None:
    active, paused = State.ACTIVE, State.PAUSED
    assert await told_of(active, paused, active, paused) == [active, paused]


async def test_no_state_hides_that_the_customer_is_asked() -> None:
    asking, active, paused = State.ASKING, State.ACTIVE, State.PAUSED
    assert await told_of(paused, asking, active, paused) == [paused, asking, paused]
