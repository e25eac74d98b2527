"""The thread that captures, encodes and hands out records, for as long as the gate lets it."""

import os
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from agent.allocator import give_back
from agent.frames import control, picture
from agent.frames.kinds import Kind
from agent.frames.operations import Jpeg, Operation, Video, Webp
from agent.gate import Gate
from agent.screen.encode.film import video
from agent.screen.encode.wish import Wish
from agent.screen.pace.pacing import Pacing
from agent.screen.pointer import Pointer
from agent.screen.sight import Capture, Sight
from agent.screen.source import ScreenSource

IDLE_SECONDS: Final = 1.0
"""Longest sleep while nothing changes (the pointer may be moved without an event). Each time costs
about 1 ms, for nothing of it is in the caches any more."""

HELD_SECONDS: Final = 0.1
"""How soon a gate that opens again is noticed."""

CLOSE_WAIT_SECONDS: Final = 0.1
"""How long `close` waits for the thread; one that hangs in a capture ends by itself later."""

TIDY_SECONDS: Final = 20.0
"""How often, while pictures are made, memory that is free goes back. Else glibc keeps what the
largest picture took, and more the longer a session is."""

WORKERS_MAX: Final = 4
"""Most threads that encode the parts of one large picture."""

OPERATION_BYTES: Final = 12
"""About what an operation costs beside its image."""


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
        tidy: Callable[[], object] = give_back,
    ) -> None:
        self._source = source
        self._gate = gate
        self._send = send
        self._on_fault = on_fault
        self._clock = clock
        self._tidy = tidy
        self._tidied = clock()
        self._untidy = False
        self._pacing = Pacing()
        self._lock = threading.Lock()
        self._view = control.AS_IT_BEGINS
        self._whole = False
        self._held_up = False
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name="affianco-screen", daemon=True)
        workers = min(WORKERS_MAX, os.cpu_count() or 1)
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="affianco-image")
        self._sight = Sight(source, self._pool)
        self._pointer = Pointer(lambda record: send(Kind.CURSOR, record))
        self._told: control.Screen | None = None

    def start(self) -> None:
        """Begins to capture; the first frame is the whole screen."""
        self._thread.start()

    def shown(self, frame: int) -> None:
        """The console has drawn this frame and all before it; `BadFrame` for one never sent."""
        with self._lock:
            self._pacing.shown(frame, self._clock())
            held_up = self._held_up
        if held_up:
            self._source.wake()

    def refresh(self) -> None:
        """Sends the whole screen anew, and the cursor."""
        with self._lock:
            self._whole = True
        self._source.wake()

    def look(self, view: control.View) -> None:
        """From here on the technician wants to see it so."""
        with self._lock:
            self._view = view
            self._pacing.wish(view.quality)
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
                self._tidy_up()
        except Exception as error:  # noqa: BLE001 - the thread's outermost edge: told, not swallowed
            if not self._closing.is_set() and not self._gate.is_cut:
                self._on_fault(error)
        finally:
            self._let_go()

    def _tidy_up(self) -> None:
        now = self._clock()
        if self._untidy and now - self._tidied >= TIDY_SECONDS:
            self._untidy, self._tidied = False, now
            self._tidy()

    def _let_go(self) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)
        self._sight.anew()
        self._source.close()

    def _patience(self) -> float:
        """Seconds to sleep at most; news of the screen ends the sleep before."""
        if not self._gate.is_open:
            return HELD_SECONDS
        now = self._clock()
        picture_in = self._picture_in(now)
        waits = (IDLE_SECONDS, picture_in, self._pointer.due_in(now))
        return min(wait for wait in waits if wait is not None)

    def _picture_in(self, now: float) -> float | None:
        """Seconds until a picture is to be made; None where none is, or none may be yet."""
        with self._lock:
            whole = self._whole
        due = 0.0 if whole or self._sight.due else self._sight.repair_in(now, self._wish())
        with self._lock:
            ready = self._pacing.ready_in(now)
            # Else a frame that is shown changes nothing, and needs to wake nobody.
            self._held_up = due is not None and (ready is None or ready > due)
        return None if ready is None or due is None else max(ready, due)

    def _wish(self) -> Wish:
        with self._lock:
            view, pacing = self._view, self._pacing
            seen = view.video and video.available()
            return Wish(view.quality, seen, view.grey, pacing.level, pacing.budget)

    def _step(self) -> None:
        with self._gate.passage() as through:
            if not through or self._closing.is_set():
                return
            self._pointer.note(self._source.cursor())
            self._pointer.send(self._clock())
            capture = self._capture()
        if capture is not None:
            self._send_picture(capture)

    def _capture(self) -> Capture | None:
        with self._lock:
            whole, self._whole = self._whole, False
            self._sight.look(self._view)
        if whole:
            self._sight.anew()
            self._pointer.again()
        now = self._clock()
        return self._sight.capture(now) if self._picture_in(now) == 0 else None

    def _send_picture(self, capture: Capture) -> None:
        self._untidy = True
        operations = self._sight.encode(capture, self._clock(), self._wish())
        now = self._clock()
        with self._lock:
            self._pacing.captured(capture.at, busy=now - capture.at)
        if not operations:
            return
        with self._gate.passage() as through:
            if through and not self._closing.is_set():
                self._emit(capture, operations)
            else:
                # What was encoded never comes to the console.
                self._sight.anew()

    def _emit(self, capture: Capture, operations: Sequence[Operation]) -> None:
        if capture.screen != self._told:
            self._told = capture.screen
            self._send(Kind.CONTROL, control.encode(capture.screen))
        with self._lock:
            number = self._pacing.sent(self._clock(), capture.at, _size(operations))
            delay = self._pacing.delay
        for part in picture.encode_parts(number, delay, operations):
            self._send(Kind.PICTURE, part)


def _size(operations: Sequence[Operation]) -> int:
    """About how many bytes these are on the line."""
    return sum(
        OPERATION_BYTES + (len(one.data) if isinstance(one, Webp | Jpeg | Video) else 0)
        for one in operations
    )
