"""Nothing of a session's content is in the broker: not in memory, database, log or on the line."""

import re
from pathlib import Path

from tests.stack.agent import terminal_agent
from tests.stack.broker import running_broker
from tests.stack.console import chromium, console, join, sign_in, type_text
from tests.stack.display import virtual_screen
from tests.stack.house import free_port
from tests.stack.program import PICTURE, known_picture, running_program
from tests.stack.tee import tee

TYPED = "Canarino-giallo-7391"
WEBP = re.compile(rb"RIFF.{4}WEBPVP8L", re.DOTALL)
"""The beginning of a lossless picture."""


def memory(pid: int) -> bytes:
    """All that a process could read of itself, as the kernel gives it."""
    found = bytearray()
    with Path(f"/proc/{pid}/maps").open() as maps, Path(f"/proc/{pid}/mem").open("rb", 0) as mem:
        for line in maps:
            span, rights = line.split()[:2]
            if not rights.startswith("r") or line.rstrip().endswith(("[vvar]", "[vsyscall]")):
                continue
            begin, end = (int(number, 16) for number in span.split("-"))
            mem.seek(begin)
            try:
                found += mem.read(end - begin)
            except OSError:
                continue
    return bytes(found)


def needles(password: str) -> dict[str, bytes]:
    """What must be nowhere, in each form in which it could lie about."""
    row = known_picture()[PICTURE // 2]
    bare = password.replace("-", "")
    return {
        "password": bare.encode(),
        "password as read": password.encode(),
        "password in UTF-16": bare.encode("utf-16-le"),
        "typed text": TYPED.encode(),
        "typed text in UTF-16": TYPED.encode("utf-16-le"),
        "screen as RGB": b"".join(bytes(pixel) for pixel in row)[:96],
        "screen as BGRX": b"".join(bytes((b, g, r, 0)) for r, g, b in row)[:128],
        "screen as BGRA": b"".join(bytes((b, g, r, 255)) for r, g, b in row)[:128],
    }


def test_the_broker_holds_nothing_of_a_session(tmp_path: Path) -> None:
    port = free_port()
    settings = {"AFFIANCO_PUBLIC_URL": f"http://127.0.0.1:{port}", "AFFIANCO_LOG_LEVEL": "debug"}
    kept = tmp_path / "typed"
    with (
        running_broker(tmp_path / "broker", settings) as broker,
        tee(port, broker.port) as tap,
        virtual_screen() as display,
        chromium() as browser,
        terminal_agent(f"http://127.0.0.1:{port}", display.name) as agent,
        console(browser, f"http://127.0.0.1:{port}") as page,
        running_program(display, kept),
    ):
        agent.wait_for("Type yes or no")
        agent.answer("yes")
        session, password = agent.wait_for("ID:"), agent.wait_for("Password:")
        sign_in(page, broker.technician())
        join(page, session, password)
        agent.wait_for("Type yes to allow")
        agent.answer("yes")
        page.wait_for_selector(".state.active")
        type_text(page, TYPED, kept)
        held = memory(broker.process.pid)
        held_by_agent = memory(agent.process.pid)
        agent.answer("s")
        page.wait_for_selector("#summary-title")
        after = memory(broker.process.pid)
        files = b"".join(path.read_bytes() for path in broker.folder.rglob("*") if path.is_file())
    digits = session.replace(" ", "").encode()
    assert digits in held, "the search itself does not work"
    assert password.replace("-", "").encode() in held_by_agent, "the search itself does not work"
    assert WEBP.search(held_by_agent), "the search itself does not work"
    assert b"Ada Bianchi" in files
    assert digits in tap.sent
    assert len(tap.sent) > 50_000, "no picture went by"
    places = {"memory": held, "memory after": after, "files": files, "line": bytes(tap.sent)}
    for where, hay in places.items():
        assert not WEBP.search(hay), f"a picture is in the broker's {where}"
        for what, needle in needles(password).items():
            assert needle not in hay, f"{what} is in the broker's {where}"
