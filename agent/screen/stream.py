"""The thread that captures, encodes and hands out records, for as long as the gate lets it."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from agent.frames import control, cursor, picture
from agent.frames.kinds import Kind
from agent.gate import Gate
from agent.screen import tiles
from agent.screen.encode import Encoder, cursor_shape
from agent.screen.pacing import Pacing
from agent.screen.source import (
    NO_CURSOR_CHANGE,
    Box,
    CursorChange,
    ScreenChanged,
    ScreenSource,
)

IDLE_SECONDS: Final = 0.5
"""Longest sleep while nothing changes (the pointer may be moved without an event)."""

HELD_SECONDS: Final = 0.1
"""How soon a gate that opens again is noticed."""

CLOSE_WAIT_SECONDS: Final = 0.1
"""How long `close` waits for the thread; one that hangs in a capture ends by itself later."""


@dataclass(frozen=True, slots=True)
class _Capture:
    size: tuple[int, int]
    bands: list[tuple[int, bytes]]


def _newest(old: CursorChange, new: CursorChange) -> CursorChange:
    return CursorChange(new.image or old.image, new.place or old.place)


class PictureStream:
    """Sends what changes on a screen: control `screen`, pictures and the cursor, nothing else.

    `send` is called in this stream's thread with the plaintext of a record, while the gate is
    open and kept so; all parts of a frame go out in one passage, so a frame is whole or absent.
    `on_fault` is called once, in that thread, where capturing breaks. The stream owns the source
    and closes it.
    """

    def __init__(
        self,
        source: ScreenSource,
        gate: Gate,
        send: Callable[[Kind, bytes], None],
        on_fault: Callable[[Exception], None],
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._source = source
        self._gate = gate
        self._send = send
        self._on_fault = on_fault
        self._clock = clock
        self._pacing = Pacing()
        self._pacing_lock = threading.Lock()
        self._closing = threading.Event()
        self._whole = threading.Event()
        self._thread = threading.Thread(target=self._run, name="affianco-screen", daemon=True)
        self._encoder = Encoder()
        self._size = (0, 0)
        self._sent = bytearray()
        self._owed: list[Box] = []
        self._cursor_owed = NO_CURSOR_CHANGE
        self._cursor_seen = NO_CURSOR_CHANGE

    def start(self) -> None:
        """Begins to capture; the first frame is the whole screen."""
        self._thread.start()

    def shown(self, frame: int) -> None:
        """The console has drawn this frame and all before it; `BadFrame` for one never sent."""
        with self._pacing_lock:
            self._pacing.shown(frame)
        self._source.wake()

    def refresh(self) -> None:
        """Sends the whole screen anew, and the cursor."""
        self._whole.set()
        self._source.wake()

    def close(self) -> None:
        """Ends the thread; a capture that hangs is left to end by itself, with nothing sent."""
        if self._closing.is_set():
            return
        self._closing.set()
        if self._thread.ident is None:
            self._let_go()
            return
        self._source.wake()
        if threading.current_thread() is not self._thread:
            self._thread.join(CLOSE_WAIT_SECONDS)

    def _run(self) -> None:
        try:
            while not self._closing.is_set() and not self._gate.is_cut:
                self._source.wait(self._patience())
                self._step()
        except Exception as error:  # noqa: BLE001 - the thread's outermost edge: told, not swallowed
            if not self._closing.is_set() and not self._gate.is_cut:
                self._on_fault(error)
        finally:
            self._let_go()

    def _let_go(self) -> None:
        self._encoder.close()
        self._source.close()

    def _patience(self) -> float:
        if not self._gate.is_open:
            return HELD_SECONDS
        now = self._clock()
        with self._pacing_lock:
            capture = self._pacing.capture_in(now)
            waits = [IDLE_SECONDS]
            if capture is not None and self._due():
                waits.append(capture)
            if self._cursor_owed.place is not None:
                waits.append(self._pacing.cursor_in(now))
        return min(waits)

    def _due(self) -> bool:
        return bool(self._owed) or self._whole.is_set() or self._size != self._source.size()

    def _step(self) -> None:
        with self._gate.passage() as through:
            if not through or self._closing.is_set():
                return
            self._note()
            self._send_cursor()
            capture = self._capture()
        if capture is not None:
            self._send_picture(capture)

    def _note(self) -> None:
        """Takes in what changed, whether or not it may be sent yet."""
        self._owed += self._source.damage()
        if len(self._owed) > tiles.BOXES_MAX:
            rows = tiles.bands(self._owed, 1 << 16)
            self._owed = [Box(0, top, 1, bottom - top) for top, bottom in rows]
        new = self._source.cursor()
        self._cursor_seen = _newest(self._cursor_seen, new)
        self._cursor_owed = _newest(self._cursor_owed, new)

    def _send_cursor(self) -> None:
        image, place = self._cursor_owed.image, self._cursor_owed.place
        if image is not None:
            self._send(Kind.CURSOR, cursor.encode(cursor_shape(image)))
        now = self._clock()
        with self._pacing_lock:
            wait = self._pacing.cursor_in(now)
            if place is not None and not wait:
                self._pacing.cursor_sent(now)
        if place is not None and not wait:
            self._send(Kind.CURSOR, cursor.encode(cursor.Place(*place)))
            place = None
        self._cursor_owed = CursorChange(None, place)

    def _capture(self) -> _Capture | None:
        now = self._clock()
        with self._pacing_lock:
            if not self._due() or self._pacing.capture_in(now) != 0:
                return None
            self._pacing.captured(now)
        whole = self._whole.is_set()
        self._whole.clear()
        size = self._source.size()
        if whole:
            self._cursor_owed = self._cursor_seen
        if whole or size != self._size:
            self._sent = bytearray()
            self._owed = [Box(0, 0, *size)]
        rows = tiles.bands(self._owed, size[1])
        try:
            bands = [(top, self._source.grab(top, bottom)) for top, bottom in rows]
        except ScreenChanged:
            self._whole.set()
            return None
        self._owed = []
        return _Capture(size, bands)

    def _send_picture(self, capture: _Capture) -> None:
        width, _height = capture.size
        operations: list[picture.Operation] = []
        for top, band in capture.bands:
            operations += self._encoder.encode(band, width, top, self._changed(width, top, band))
        if not operations:
            return
        with self._gate.passage() as through:
            if not through or self._closing.is_set():
                self._owe(capture)
                return
            self._emit(capture, operations)

    def _changed(self, width: int, top: int, band: bytes) -> list[tiles.Tile]:
        start = top * width * tiles.PIXEL
        before = bytes(self._sent[start : start + len(band)]) if self._sent else b""
        if not before:
            rows = -(-len(band) // (width * tiles.PIXEL * tiles.TILE))
            return [(i, j) for j in range(rows) for i in range(-(-width // tiles.TILE))]
        return tiles.changed(before, band, width)

    def _owe(self, capture: _Capture) -> None:
        """What was captured did not go out: it is captured again when it may."""
        width = capture.size[0]
        for top, band in capture.bands:
            self._owed.append(Box(0, top, width, len(band) // (width * tiles.PIXEL)))

    def _emit(self, capture: _Capture, operations: list[picture.Operation]) -> None:
        if capture.size != self._size:
            self._send(Kind.CONTROL, control.encode(control.Screen(*capture.size)))
            self._size = capture.size
        with self._pacing_lock:
            frame = self._pacing.next_frame()
        for part in picture.encode_parts(frame, operations):
            self._send(Kind.PICTURE, part)
        width, height = capture.size
        if not self._sent:
            self._sent = bytearray(width * height * tiles.PIXEL)
        for top, band in capture.bands:
            start = top * width * tiles.PIXEL
            self._sent[start : start + len(band)] = band
