"""Windows' and macOS' side over fakes of mss and pynput: what would be asked of them."""

from types import SimpleNamespace

from agent.frames.input import Button, Key, Location, Mouse, Move, Release, Text, Wheel
from agent.gate import Gate
from agent.input.portable import PortableInjector
from agent.screen.portable import QUICK_SECONDS, SLOW_SECONDS, PortableScreen
from agent.screen.source import NO_CURSOR_CHANGE, Box


class Controller:
    """pynput's controllers: notes what it is asked."""

    def __init__(self) -> None:
        self.done: list[tuple[object, ...]] = []

    def press(self, thing: object) -> None:
        self.done.append(("press", thing))

    def release(self, thing: object) -> None:
        self.done.append(("release", thing))

    def scroll(self, dx: int, dy: int) -> None:
        self.done.append(("scroll", dx, dy))

    @property
    def position(self) -> tuple[int, int]:
        return (0, 0)

    @position.setter
    def position(self, place: tuple[int, int]) -> None:
        self.done.append(("move", *place))


def injector(scale: float = 1.0) -> tuple[PortableInjector, Controller]:
    controller = Controller()
    keys = SimpleNamespace(enter="<enter>", tab="<tab>", shift_l="<shift>", shift_r="<shift r>")
    buttons = SimpleNamespace(left="<left>", right="<right>", middle="<middle>")
    keyboard = SimpleNamespace(Key=keys, Controller=lambda: controller)
    mouse = SimpleNamespace(Button=buttons, Controller=lambda: controller)
    return PortableInjector(keyboard, mouse, scale), controller


def test_keys_are_held_and_let_go() -> None:
    made, controller = injector()
    gate = Gate()
    made.apply(Key(True, Location.RIGHT, "Shift"), gate)
    made.apply(Key(True, Location.STANDARD, "A"), gate)
    made.apply(Key(False, Location.STANDARD, "a"), gate)
    made.apply(Key(False, Location.STANDARD, "b"), gate)
    made.apply(Key(True, Location.STANDARD, "NoSuchKey"), gate)
    made.apply(Release(), gate)
    assert controller.done == [
        ("press", "<shift r>"),
        ("press", "A"),
        ("release", "A"),
        ("release", "<shift r>"),
    ]


def test_a_text_is_typed_character_by_character() -> None:
    made, controller = injector()
    made.apply(Text("a\n😀"), Gate())
    assert controller.done == [
        (act, key) for key in ("a", "<enter>", "😀") for act in ("press", "release")
    ]


def test_pointer_wheel_and_a_button_that_the_system_lacks() -> None:
    made, controller = injector(scale=2.0)
    gate = Gate()
    made.apply(Move(100, 50), gate)
    made.apply(Button(Mouse.RIGHT, True, 10, 20), gate)
    made.apply(Button(Mouse.BACK, True, 10, 20), gate)
    made.apply(Wheel(10, 20, -120, 240), gate)
    made.close()
    assert controller.done == [
        ("move", 50, 25),
        ("move", 5, 10),
        ("press", "<right>"),
        ("move", 5, 10),
        ("move", 5, 10),
        ("scroll", -1, -2),
        ("release", "<right>"),
    ]


def test_nothing_passes_a_shut_gate_but_letting_go() -> None:
    made, controller = injector()
    gate = Gate()
    made.apply(Key(True, Location.LEFT, "Shift"), gate)
    gate.cut()
    made.apply(Text("no"), gate)
    made.apply(Move(1, 1), gate)
    made.release_all()
    assert controller.done == [("press", "<shift>"), ("release", "<shift>")]


class Desk:
    """mss over a few pixels, and a clock."""

    def __init__(self) -> None:
        self.now = 0.0
        self.picture = SimpleNamespace(width=2, height=2, raw=bytearray(16))
        self.closed = False

    def screen(self) -> PortableScreen:
        return PortableScreen(lambda: self.picture, self.close, lambda: self.now)

    def close(self) -> None:
        self.closed = True


def test_a_changed_screen_is_seen_and_a_still_one_is_looked_at_less_often() -> None:
    desk = Desk()
    screen = desk.screen()
    assert screen.damage() == [Box(0, 0, 2, 2)]
    desk.picture.raw[9] = 1
    assert screen.damage() == []
    desk.now += QUICK_SECONDS
    assert screen.damage() == [Box(0, 0, 2, 2)]
    assert screen.grab(1, 2) == bytes((0, 1, 0, 0, 0, 0, 0, 0))
    looks = 0
    while desk.now < 10:
        desk.now += 0.01
        before = screen._next
        assert screen.damage() == []
        looks += screen._next != before
    assert 10 / SLOW_SECONDS <= looks <= 10 / SLOW_SECONDS + 12
    assert screen.cursor() == NO_CURSOR_CHANGE
    screen.close()
    assert desk.closed


def test_another_size() -> None:
    desk = Desk()
    screen = desk.screen()
    screen.damage()
    desk.now += 1
    desk.picture = SimpleNamespace(width=3, height=1, raw=bytearray(12))
    assert screen.damage() == [Box(0, 0, 3, 1)]
    assert screen.size() == (3, 1)


def test_wake_ends_a_wait() -> None:
    desk = Desk()
    screen = desk.screen()
    screen.damage()
    screen.wake()
    screen.wait(60)
    desk.now += 60
    screen.wait(60)
