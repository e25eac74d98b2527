"""pyobjc's modules as far as the screen of macOS asks them; what they answer can be set."""

from collections.abc import Callable
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

SHOWN = [[0x03020100, 0x07060504], [0x0F0E0D0C, 0x13121110]]


class NSObject:
    """Objective-C's, as far as pyobjc lets Python see it."""

    protocols: tuple[str, ...] = ()

    def __init_subclass__(cls, protocols: list[str]) -> None:
        cls.protocols = tuple(protocols)

    @classmethod
    def alloc(cls) -> "NSObject":
        return cls()

    def init(self) -> "NSObject":
        return self


class NoSuchClass(Exception):
    pass


class ObjC:
    """pyobjc's runtime: a class of a name can be made once."""

    nosuchclass_error = NoSuchClass

    def __init__(self) -> None:
        self.classes: dict[str, type] = {"NSObject": NSObject}

    def lookUpClass(self, name: str) -> type:  # noqa: N802
        if name not in self.classes:
            raise NoSuchClass
        return self.classes[name]

    def protocolNamed(self, name: str) -> str:  # noqa: N802
        return name


class Memory:
    """A base address: `as_buffer` gives so many bytes of it."""

    def __init__(self, data: bytes) -> None:
        self.data = data

    def as_buffer(self, size: int) -> memoryview:
        return memoryview(self.data)[:size]


@dataclass
class Buffer:
    """A pixel buffer 2 × 2 with rows of 3 pixels."""

    refused: int = 0
    locks: int = 0
    data: bytes = bytes(range(24))


class Quartz:
    kCGColorSpaceSRGB = "srgb"  # noqa: N815

    def __init__(self, permitted: bool = True) -> None:
        self.permitted = permitted
        self.asked = 0

    def CGPreflightScreenCaptureAccess(self) -> bool:  # noqa: N802
        return self.permitted

    def CGRequestScreenCaptureAccess(self) -> None:  # noqa: N802
        self.asked += 1

    def CGGetActiveDisplayList(self, _most: int, _a: None, _b: None) -> object:  # noqa: N802
        return 0, (1,), 1

    def CGDisplayBounds(self, _number: int) -> object:  # noqa: N802
        zero, size = SimpleNamespace(x=0.0, y=0.0), SimpleNamespace(width=2.0, height=2.0)
        return SimpleNamespace(origin=zero, size=size)

    def CGDisplayCopyDisplayMode(self, _number: int) -> None:  # noqa: N802
        return None

    def CVPixelBufferLockBaseAddress(self, buffer: Buffer, flags: int) -> int:  # noqa: N802
        buffer.locks += not buffer.refused
        assert flags == 1
        return buffer.refused

    def CVPixelBufferUnlockBaseAddress(self, buffer: Buffer, _flags: int) -> None:  # noqa: N802
        buffer.locks -= 1

    def CVPixelBufferGetWidth(self, _buffer: Buffer) -> int:  # noqa: N802
        return 2

    def CVPixelBufferGetHeight(self, _buffer: Buffer) -> int:  # noqa: N802
        return 2

    def CVPixelBufferGetBytesPerRow(self, _buffer: Buffer) -> int:  # noqa: N802
        return 12

    def CVPixelBufferGetBaseAddress(self, buffer: Buffer) -> Memory:  # noqa: N802
        assert buffer.locks == 1
        return Memory(buffer.data)


class Media:
    def CMSampleBufferGetImageBuffer(self, sample: object) -> object:  # noqa: N802
        return sample

    def CMTimeMake(self, value: int, scale: int) -> tuple[int, int]:  # noqa: N802
        return value, scale


class Recorder:
    """Notes what it is asked; a setter's name is enough."""

    def __init__(self) -> None:
        self.values: dict[str, Any] = {}

    def alloc(self) -> "Recorder":
        return self

    def init(self) -> "Recorder":
        return self

    def __getattr__(self, name: str) -> Callable[[Any], None]:
        return lambda value: self.values.__setitem__(name, value)


class Sharing:
    """ScreenCaptureKit: one monitor of number 1."""

    SCStreamOutputTypeScreen = 0

    def __init__(self) -> None:
        self.content_error: str | None = None
        self.start_error: str | None = None
        self.added = (True, None)
        self.receiver: Any = None
        self.SCStreamConfiguration = Recorder()
        self.SCShareableContent = SimpleNamespace(
            getShareableContentWithCompletionHandler_=self.content
        )
        maker = SimpleNamespace(initWithDisplay_excludingWindows_=lambda one, none: (one, none))
        self.SCContentFilter = SimpleNamespace(alloc=lambda: maker)
        stream = SimpleNamespace(
            addStreamOutput_type_sampleHandlerQueue_error_=lambda *_: self.added,
            startCaptureWithCompletionHandler_=lambda done: done(self.start_error),
            stopCaptureWithCompletionHandler_=lambda done: done(None),
        )

        def init(_filter: object, _configuration: object, receiver: object) -> object:
            self.receiver = receiver
            return stream

        maker_of_streams = SimpleNamespace(initWithFilter_configuration_delegate_=init)
        self.SCStream = SimpleNamespace(alloc=lambda: maker_of_streams)

    def content(self, done: Callable[[object, object], None]) -> None:
        if self.content_error:
            done(None, self.content_error)
            return
        display = SimpleNamespace(displayID=lambda: 1)
        done(SimpleNamespace(displays=lambda: [display]), None)
