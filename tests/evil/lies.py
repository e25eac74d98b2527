"""What a broker can tell the two ends before they begin, and not tell them alike."""

from dataclasses import dataclass, replace

from tests.evil.line import AGENT, OTHER, Carry, Line, honestly
from tests.evil.tricks import EVE
from tests.rab1.reference import Setup, lv_cat, public, split


@dataclass(frozen=True)
class Lie:
    """The ends as they were set up, the names told to the agent, and what is done to the offer."""

    agent: Setup
    console: Setup
    said: tuple[str, str] | None = None
    carry: Carry = honestly


def _offer_for(mode: str, session: str) -> Carry:
    """The offer as the console would have it; everything else as it is."""

    def carry(_line: Line, sender: str, number: int, frame: bytes) -> list[tuple[str, bytes]]:
        if (sender, number) == (AGENT, 0):
            version, _, _, na = split(frame[1:])
            frame = b"\x01" + lv_cat(version, mode.encode(), session.encode(), na)
        return [(OTHER[sender], frame)]

    return carry


def lies(setup: Setup) -> dict[str, Lie]:
    """Each with one thing that is not so."""
    names = (setup.technician, setup.organisation)
    found = {
        "another technician to the agent": Lie(setup, setup, ("Eve", names[1])),
        "another organisation to the agent": Lie(setup, setup, (names[0], "Eve")),
        "the names the other way round": Lie(setup, setup, names[::-1]),
        "another technician to the console": Lie(setup, replace(setup, technician="Eve"), names),
        "another organisation to the console": Lie(
            setup, replace(setup, organisation="Eve"), names
        ),
        "another broker's name to the console": Lie(setup, replace(setup, broker="Eve")),
        "another broker's name to the agent": Lie(replace(setup, broker="Eve"), setup),
    }
    for title, change in _changes(setup).items():
        console = replace(setup, **change)
        found[f"another {title}"] = Lie(setup, console)
        carry = _offer_for(console.mode, console.session)
        found[f"another {title}, the offer rewritten"] = Lie(setup, console, names, carry)
    if setup.agent_seed and setup.mode == "quick":
        found["another PC"] = Lie(replace(setup, agent_seed=EVE), setup)
        found["another technician's device"] = Lie(setup, replace(setup, device_seed=EVE))
        found["a PC with the key of its name only"] = Lie(
            replace(setup, agent_key=public(setup.agent_seed), agent_seed=EVE), setup
        )
    return found


def _changes(setup: Setup) -> dict[str, dict[str, object]]:
    secrets: dict[str, bytes] = {"password": b"7K9MPQ2X", "resume": bytes(32), "quick": b""}
    session = "987654321"
    others = {
        f"mode ({mode})": {"mode": mode, "secret": secret}
        for mode, secret in secrets.items()
        if mode != setup.mode and (mode != "quick" or (setup.device_seed and setup.agent_seed))
    }
    return {"session": {"session": session}, **others}
