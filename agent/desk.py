"""The real desktop behind `agent.workshop`: screen, input and hot-key of this PC."""

from collections.abc import Callable
from queue import Full, Queue
from threading import Thread
from typing import Final

from agent.frames import input as input_frames
from agent.gate import Gate
from agent.hotkey import HotkeyUnavailable, open_hotkey
from agent.input import Injector, InputUnavailable, open_injector
from agent.screen import ScreenUnavailable, open_screen
from agent.screen.stream import PictureStream
from agent.workshop import CannotEquip, Gear, Hotkey, Send
from broker.wire.words import Asks

SCREEN_BROKE: Final = "screen_broke"
"""Key of the sentence for a capture that worked and then did not."""

INPUT_TOO_MUCH: Final = "input_too_much"
"""Key of the sentence for a console that sends more than anybody can type."""

RECORDS_MAX: Final = 4096
"""Input records that wait at most; a person's hands never come near."""

CLOSE_SECONDS: Final = 1.0
"""How long closing waits for the record under way."""


class InputHands:
    """An injector that takes whole input records, in a thread of its own: typing takes time."""

    def __init__(self, injector: Injector, broke: Callable[[str], None]) -> None:
        """`broke` is called from that thread, with the key of a sentence, when input breaks."""
        self._injector = injector
        self._broke = broke
        self._records: Queue[tuple[bytes, Gate] | None] = Queue(RECORDS_MAX)
        self._thread = Thread(target=self._work, name="affianco-input", daemon=True)
        self._thread.start()

    def do(self, record: bytes, gate: Gate) -> None:
        """See `agent.workshop.Hands`, as for all that follow. Returns at once."""
        try:
            self._records.put_nowait((record, gate))
        except Full:
            self._broke(INPUT_TOO_MUCH)

    def release_all(self) -> None:
        self._injector.release_all()

    def close(self) -> None:
        try:
            self._records.put(None, timeout=CLOSE_SECONDS)
            self._thread.join(CLOSE_SECONDS)
        except Full:
            pass
        finally:
            self._injector.close()

    def _work(self) -> None:
        while (one := self._records.get()) is not None:
            record, gate = one
            try:
                for event in input_frames.decode(record):
                    self._injector.apply(event, gate)
            except InputUnavailable as error:
                if not gate.is_cut:
                    self._broke(error.key)
                return


class Desk:
    """An `agent.workshop.Workshop` on the desktop that this program runs on."""

    def equip(self, allowed: Asks, send: Send, broke: Callable[[str], None]) -> Gear:
        """See `agent.workshop.Workshop`."""
        try:
            source = open_screen()
        except ScreenUnavailable as error:
            raise CannotEquip(error.key) from error
        gate = Gate()

        def on_fault(error: Exception) -> None:
            broke(error.key if isinstance(error, ScreenUnavailable) else SCREEN_BROKE)

        pictures = PictureStream(source, gate, send, on_fault)
        if allowed is Asks.SEE:
            return Gear(gate, pictures, None)
        try:
            return Gear(gate, pictures, InputHands(open_injector(), broke))
        except InputUnavailable as error:
            return Gear(gate, pictures, None, error.key)

    def hotkey(self, pressed: Callable[[], None]) -> Hotkey | None:
        """See `agent.workshop.Workshop`."""
        try:
            return open_hotkey(pressed)
        except HotkeyUnavailable:
            return None
