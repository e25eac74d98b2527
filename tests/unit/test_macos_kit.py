"""One monitor's frames over fakes of pyobjc: opened, read, ended, refused."""

from types import SimpleNamespace

import pytest

from agent.display import Monitor
from agent.screen.capture import macos_kit
from agent.screen.capture.macos_kit import Kit, KitStream, answer, read, receiver_class
from agent.screen.source import NoScreen, ScreenUnavailable
from tests.fakes.pyobjc import SHOWN, Buffer, Media, ObjC, Quartz, Sharing

SHARED = Monitor(1, 0.0, 0.0, 2.0, 1.0, 2.0)
OTHER = Monitor(2, -3.0, 0.0, 3.0, 2.0, 1.0)


def test_the_receiver_is_made_once() -> None:
    objc = ObjC()
    made = receiver_class(objc)
    assert made.protocols == ("SCStreamOutput", "SCStreamDelegate")
    objc.classes[made.__name__] = made
    assert receiver_class(objc) is made


def test_a_pixel_buffer_is_copied_without_its_padding_and_unlocked() -> None:
    buffer = Buffer()
    found = read(Quartz(), buffer)
    assert found is not None
    assert found.tolist() == SHOWN
    assert buffer.locks == 0
    assert read(Quartz(), Buffer(refused=-6660)) is None


def test_only_the_newest_frame_is_kept_and_an_idle_sample_is_none() -> None:
    told: list[int] = []
    stream = KitStream(Quartz(), Media(), lambda: told.append(1))
    stream.source = SimpleNamespace(stopCaptureWithCompletionHandler_=lambda done: done(None))
    stream.receive(None)
    assert not stream.fresh() and not told
    stream.receive(Buffer(data=bytes(24)))
    stream.receive(Buffer())
    assert stream.fresh() and len(told) == 2
    taken = stream.take()
    assert taken is not None and taken.tolist() == SHOWN
    assert stream.take() is None
    stream.end(None)
    assert stream.ended() and stream.fresh() and len(told) == 3
    stream.stop()


def kit(sharing: Sharing) -> Kit:
    return Kit(Quartz(), sharing, Media(), ObjC())


def test_a_stream_is_opened_as_it_should_be_and_its_frames_arrive() -> None:
    sharing, told = Sharing(), list[int]()
    made = kit(sharing)
    made.tell(lambda: told.append(1))
    stream = made.open(SHARED, 4, 2)
    assert sharing.SCStreamConfiguration.values == {
        "setWidth_": 4,
        "setHeight_": 2,
        "setPixelFormat_": 0x42475241,
        "setColorSpaceName_": "srgb",
        "setShowsCursor_": True,
        "setQueueDepth_": 3,
        "setMinimumFrameInterval_": (1, 60),
    }
    sharing.receiver.stream_didOutputSampleBuffer_ofType_(None, Buffer(), 0)
    assert told == [1]
    assert stream.fresh()
    sharing.receiver.stream_didStopWithError_(None, SimpleNamespace(code=lambda: -3815))
    assert stream.ended()


@pytest.mark.parametrize("code", [-3801, -3817])
def test_what_the_customer_ended_is_not_begun_anew(code: int) -> None:
    sharing = Sharing()
    stream = kit(sharing).open(SHARED, 4, 2)
    sharing.receiver.stream_didStopWithError_(None, SimpleNamespace(code=lambda: code))
    assert stream.fresh()
    with pytest.raises(ScreenUnavailable) as caught:
        stream.ended()
    assert caught.value.key == NoScreen.NOT_PERMITTED


@pytest.mark.parametrize(
    ("what", "value", "key"),
    [
        ("content_error", "declined", NoScreen.NOT_PERMITTED),
        ("start_error", "declined", NoScreen.NOT_PERMITTED),
        ("added", (False, "no"), NoScreen.UNSUPPORTED),
    ],
)
def test_a_refusal_says_why(what: str, value: object, key: NoScreen) -> None:
    sharing = Sharing()
    setattr(sharing, what, value)
    with pytest.raises(ScreenUnavailable) as caught:
        kit(sharing).open(SHARED, 4, 2)
    assert caught.value.key == key


def test_a_monitor_that_is_not_shared() -> None:
    with pytest.raises(ScreenUnavailable):
        kit(Sharing()).open(OTHER, 4, 2)


def test_a_system_that_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(macos_kit, "ANSWER_SECONDS", 0.0)
    with pytest.raises(ScreenUnavailable):
        answer(lambda _handler: None)
