"""One monitor's frames by ScreenCaptureKit, through pyobjc."""

import threading
import types
from collections import deque
from collections.abc import Callable
from typing import Any, Final

import numpy as np

from agent.display import Monitor
from agent.screen.source import NoScreen, Pixels, ScreenUnavailable

FRAMES_A_SECOND: Final = 60
QUEUE: Final = 3
"""Frames that the system keeps; three is its least."""

ANSWER_SECONDS: Final = 5.0
"""How long the system is given for an answer."""

RECEIVER: Final = "AffiancoScreenReceiver"
"""The name of a class in Objective-C, of which a process has only one."""

_READ_ONLY: Final = 1
_BLUE_FIRST: Final = 0x42475241
"""`kCVPixelFormatType_32BGRA`."""

_PIXEL: Final = 4
_USER_DECLINED: Final = -3801
_USER_STOPPED: Final = -3817


class Kit:
    """Over pyobjc's modules; AttributeError where this system has no ScreenCaptureKit."""

    def __init__(self, quartz: Any, kit: Any, media: Any, objc: Any) -> None:
        self._quartz = quartz
        self._kit = kit
        self._media = media
        self._receiver = receiver_class(objc)
        self._told: Callable[[], None] = _nobody
        self._needs = (kit.SCStream, kit.SCShareableContent, kit.SCStreamConfiguration)

    def tell(self, told: Callable[[], None]) -> None:
        """Calls `told`, in a thread of the system's, whenever a stream has something new."""
        self._told = told

    def open(self, monitor: Monitor, width: int, height: int) -> "KitStream":
        """Begins to take frames of so many pixels; `ScreenUnavailable` where the system refuses."""
        shown = self._content_filter(monitor)
        stream = KitStream(self._quartz, self._media, lambda: self._told())
        receiver = self._receiver.alloc().init()
        stream.receiver = receiver
        receiver.frames = stream
        stream.source = self._kit.SCStream.alloc().initWithFilter_configuration_delegate_(
            shown, self._configuration(width, height), receiver
        )
        added, error = stream.source.addStreamOutput_type_sampleHandlerQueue_error_(
            receiver, self._kit.SCStreamOutputTypeScreen, None, None
        )
        if not added:
            raise ScreenUnavailable(NoScreen.UNSUPPORTED, str(error))
        (error,) = answer(stream.source.startCaptureWithCompletionHandler_)
        if error is not None:
            raise ScreenUnavailable(NoScreen.NOT_PERMITTED, str(error))
        return stream

    def _content_filter(self, monitor: Monitor) -> Any:
        content, error = answer(
            self._kit.SCShareableContent.getShareableContentWithCompletionHandler_
        )
        if content is None:
            raise ScreenUnavailable(NoScreen.NOT_PERMITTED, str(error))
        for display in content.displays():
            if display.displayID() == monitor.id:
                make = self._kit.SCContentFilter.alloc()
                return make.initWithDisplay_excludingWindows_(display, [])
        raise ScreenUnavailable(NoScreen.UNSUPPORTED, f"monitor {monitor.id} is not shared")

    def _configuration(self, width: int, height: int) -> Any:
        made = self._kit.SCStreamConfiguration.alloc().init()
        made.setWidth_(width)
        made.setHeight_(height)
        made.setPixelFormat_(_BLUE_FIRST)
        made.setColorSpaceName_(self._quartz.kCGColorSpaceSRGB)
        made.setShowsCursor_(True)
        made.setQueueDepth_(QUEUE)
        made.setMinimumFrameInterval_(self._media.CMTimeMake(1, FRAMES_A_SECOND))
        return made


class KitStream:
    """The newest frame of one monitor. `receive` and `end` are called in the system's threads."""

    def __init__(self, quartz: Any, media: Any, told: Callable[[], None]) -> None:
        self._quartz = quartz
        self._media = media
        self._told = told
        self._newest: deque[Any] = deque(maxlen=1)
        self._ended = threading.Event()
        self._stopped = threading.Event()
        self.source: Any = None
        self.receiver: Any = None

    def receive(self, sample: Any) -> None:
        """Keeps a frame; a sample without one says that nothing has changed."""
        buffer = self._media.CMSampleBufferGetImageBuffer(sample)
        if buffer is not None:
            self._newest.append(buffer)
            self._told()

    def end(self, error: Any) -> None:
        """The system has ended the stream: a monitor is gone, or the customer said so there."""
        if error is not None and error.code() in (_USER_DECLINED, _USER_STOPPED):
            self._stopped.set()
        self._ended.set()
        self._told()

    def fresh(self) -> bool:
        """See `Stream`."""
        return bool(self._newest) or self._ended.is_set()

    def ended(self) -> bool:
        """See `Stream`."""
        if self._stopped.is_set():
            raise ScreenUnavailable(NoScreen.NOT_PERMITTED, "the customer ended the sharing")
        return self._ended.is_set()

    def take(self) -> Pixels | None:
        """See `Stream`."""
        try:
            return read(self._quartz, self._newest.pop())
        except IndexError:
            return None

    def stop(self) -> None:
        """See `Stream`; waits for nothing."""
        self._ended.set()
        self._newest.clear()
        self.source.stopCaptureWithCompletionHandler_(lambda _error: None)


def read(quartz: Any, buffer: Any) -> Pixels | None:
    """A copy of a pixel buffer, whose rows may be longer than they show."""
    if quartz.CVPixelBufferLockBaseAddress(buffer, _READ_ONLY):
        return None
    try:
        width = quartz.CVPixelBufferGetWidth(buffer)
        height = quartz.CVPixelBufferGetHeight(buffer)
        stride = quartz.CVPixelBufferGetBytesPerRow(buffer)
        memory = quartz.CVPixelBufferGetBaseAddress(buffer).as_buffer(stride * height)
        rows = np.frombuffer(memory, np.uint32).reshape(height, stride // _PIXEL)
        return rows[:, :width].copy()
    finally:
        quartz.CVPixelBufferUnlockBaseAddress(buffer, _READ_ONLY)


def answer(ask: Callable[[Callable[..., None]], None]) -> tuple[Any, ...]:
    """What a completion handler is given; `ScreenUnavailable` where none comes in time."""
    given: deque[tuple[Any, ...]] = deque(maxlen=1)
    done = threading.Event()

    def handler(*values: Any) -> None:
        given.append(values)
        done.set()

    ask(handler)
    if not done.wait(ANSWER_SECONDS):
        raise ScreenUnavailable(NoScreen.UNSUPPORTED, "ScreenCaptureKit does not answer")
    return given.pop()


def receiver_class(objc: Any) -> Any:
    """The class whose objects get the frames; each has its `KitStream` as `frames`."""
    try:
        return objc.lookUpClass(RECEIVER)
    except objc.nosuchclass_error:
        protocols = [objc.protocolNamed("SCStreamOutput"), objc.protocolNamed("SCStreamDelegate")]
        base = objc.lookUpClass("NSObject")
        return types.new_class(RECEIVER, (base,), {"protocols": protocols}, _fill)


def _fill(namespace: dict[str, Any]) -> None:
    def stream_didOutputSampleBuffer_ofType_(self: Any, _: Any, sample: Any, _kind: int) -> None:  # noqa: N802
        self.frames.receive(sample)

    def stream_didStopWithError_(self: Any, _: Any, error: Any) -> None:  # noqa: N802
        self.frames.end(error)

    for method in (stream_didOutputSampleBuffer_ofType_, stream_didStopWithError_):
        namespace[method.__name__] = method


def _nobody() -> None:
    """Nobody is told yet."""
