"""Windows' and macOS' hands over a fake of pynput: what would be asked of it."""

from types import SimpleNamespace

from agent.display import PLAIN, Desktop
from agent.frames.input import Button, Key, Location, Mouse, Move, Release, Text, Wheel
from agent.gate import Gate
from agent.input.portable import PortableInjector


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


def injector(desktop: Desktop = PLAIN) -> tuple[PortableInjector, Controller]:
    controller = Controller()
    keys = SimpleNamespace(enter="<enter>", tab="<tab>", shift_l="<shift>", shift_r="<shift r>")
    buttons = SimpleNamespace(left="<left>", right="<right>", middle="<middle>")
    keyboard = SimpleNamespace(Key=keys, Controller=lambda: controller)
    mouse = SimpleNamespace(Button=buttons, Controller=lambda: controller)
    return PortableInjector(keyboard, mouse, desktop), controller


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
    made, controller = injector(Desktop(-1920.0, 10.0, 2.0))
    gate = Gate()
    made.apply(Move(100, 50), gate)
    made.apply(Button(Mouse.RIGHT, True, 10, 20), gate)
    made.apply(Button(Mouse.BACK, True, 10, 20), gate)
    made.apply(Wheel(10, 20, -120, 240), gate)
    made.close()
    assert controller.done == [
        ("move", -1870, 35),
        ("move", -1915, 20),
        ("press", "<right>"),
        ("move", -1915, 20),
        ("move", -1915, 20),
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
