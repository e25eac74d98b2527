"""Injection into real programs on a real X display: exact texts, nothing left held, a real cut."""

import subprocess
import threading
import time
from pathlib import Path

import pytest

from agent.frames.input import Button, Key, Location, Mouse, Move, Release, Text, Wheel
from agent.gate import Gate
from agent.input import InputUnavailable, NoInput, open_injector
from agent.input.x11 import X11Injector
from tests.waiting import until
from tests.x11.painter import Painter
from tests.x11.typing_hands import Typist, layout, strike

CORPUS = (
    "Hello, World! {}[]()<>@#$%^&*~`'\"\\|/?+=-_;:.,0123456789\n"
    "Grüße ÄÖÜ äöüß, città perché così più è é, ça où çà œuvre, ñandú ¿¡ € £ § ° µ « »\n"
    "Привет, здравствуй! Ёё Її Ґґ\tΚαλημέρα κόσμε σς\n"
    "日本語 中文 한국어 ไทย שלום مرحبا हिन्दी e\u0301 o\u0308 😀🎉👩\u200d👩\u200d👧 ∑≠→✓ zZaAqQwWyY"
)
LAYOUTS = ["us", "de", "fr", "it", "ru", "gr", "us,ru", "de,gr"]


@pytest.mark.parametrize("name", ["us", "de", "fr", "it", "ru", "us,ru"])
def test_any_text_arrives_exactly_on_any_layout(
    name: str, injector: X11Injector, gate: Gate, typist: Typist
) -> None:
    layout(name)
    injector.apply(Text(CORPUS), gate)
    typist.holds(CORPUS)


def test_a_terminal_gets_it_exactly(display: str, tmp_path: Path, gate: Gate) -> None:
    path = tmp_path / "typed"
    command = f"touch {path}.ready; exec cat > {path}"
    terminal = subprocess.Popen(["xterm", "-u8", "-xrm", "*allowSendEvents: true", "-e", command])
    injector = X11Injector()
    try:
        until(Path(f"{path}.ready").exists)
        injector.apply(Move(100, 100), gate)
        text = CORPUS.replace("\t", " ") + "\n"
        injector.apply(Text(text), gate)
        until(lambda: path.read_text(encoding="utf-8") == text)
        assert path.read_text(encoding="utf-8") == text
    finally:
        injector.close()
        terminal.terminate()
        terminal.wait(10)


@pytest.mark.parametrize("name", ["us", "de", "fr", "ru"])
def test_caps_lock_does_not_corrupt(
    name: str, injector: X11Injector, gate: Gate, typist: Typist
) -> None:
    layout(name)
    strike(injector, gate, "CapsLock")
    injector.apply(Text("aB ßÉ яЯ 7"), gate)
    strike(injector, gate, "x")
    strike(injector, gate, "Shift", "Y")
    typist.holds("aB ßÉ яЯ 7xY")
    strike(injector, gate, "CapsLock")


def test_a_switched_group_does_not_corrupt(
    injector: X11Injector, gate: Gate, typist: Typist
) -> None:
    subprocess.run(["setxkbmap", "-layout", "us,ru", "-option", "grp:shifts_toggle"], check=True)
    injector.apply(Key(True, Location.LEFT, "Shift"), gate)
    injector.apply(Key(True, Location.RIGHT, "Shift"), gate)
    injector.apply(Release(), gate)
    injector.apply(Text("Hello мир"), gate)
    strike(injector, gate, "q")
    strike(injector, gate, "й")
    typist.holds("Hello мирqй")


@pytest.mark.parametrize("name", LAYOUTS)
def test_keys_struck_one_by_one(
    name: str, injector: X11Injector, gate: Gate, typist: Typist
) -> None:
    layout(name)
    for key in "aZ/?ßя€":
        strike(injector, gate, key)
    strike(injector, gate, "AltGraph", "@")
    strike(injector, gate, "Shift", "!", location=1)
    strike(injector, gate, "Enter")
    strike(injector, gate, "5", location=3)
    strike(injector, gate, "+", location=3)
    strike(injector, gate, "Backspace")
    typist.holds("aZ/?ßя€@!\n5")


@pytest.mark.parametrize("name", ["us", "fr", "ru", "us,ru"])
def test_command_keys_on_any_layout(
    name: str, injector: X11Injector, gate: Gate, typist: Typist
) -> None:
    layout(name)
    strike(injector, gate, "Control", "q", location=1)
    strike(injector, gate, "Alt", "x", location=1)
    until(lambda: len(typist.keys()) == 4)
    assert typist.keys() == ["Control_L/0", "q/4", "Alt_L/0", "x/8"]


def test_text_while_control_is_held_is_text(
    injector: X11Injector, gate: Gate, typist: Typist, painter: Painter
) -> None:
    injector.apply(Key(True, Location.LEFT, "Control"), gate)
    injector.apply(Text("aя"), gate)
    typist.holds("aя")
    assert len(painter.keys_down()) == 1


def test_a_held_key_repeats_only_as_often_as_it_comes(
    injector: X11Injector, gate: Gate, typist: Typist, painter: Painter
) -> None:
    repeating = painter.repeating()
    injector.apply(Key(True, Location.STANDARD, "a"), gate)
    time.sleep(1)
    injector.apply(Key(True, Location.STANDARD, "a"), gate)
    injector.apply(Key(False, Location.STANDARD, "a"), gate)
    injector.apply(Text("."), gate)
    typist.holds("aa.")
    assert painter.repeating() == repeating


def test_another_layout_in_between(injector: X11Injector, gate: Gate, typist: Typist) -> None:
    typed = ""
    for name in ("us", "ru", "de"):
        layout(name)
        injector.apply(Text("yz я ß /"), gate)
        typed += "yz я ß /"
        typist.holds(typed)


def test_pointer_buttons_and_wheel(
    injector: X11Injector, gate: Gate, typist: Typist, painter: Painter
) -> None:
    injector.apply(Move(100, 120), gate)
    assert painter.pointer() == (100, 120)
    for button in Mouse:
        injector.apply(Button(button, True, 101, 121), gate)
        injector.apply(Button(button, False, 101, 121), gate)
    injector.apply(Wheel(101, 121, 0, 60), gate)
    injector.apply(Wheel(101, 121, 0, 60), gate)
    injector.apply(Wheel(101, 121, 0, -120), gate)
    injector.apply(Wheel(101, 121, 120, 0), gate)
    injector.apply(Wheel(101, 121, -120, 0), gate)
    plain = [f"button{number}/0" for number in (1, 2, 3, 8, 9, 5, 4)]
    wanted = [*plain, "button5/1", "button4/1"]
    until(lambda: len(typist.keys()) >= len(wanted))
    assert typist.keys() == wanted


def test_release_lets_go_of_everything(injector: X11Injector, gate: Gate, painter: Painter) -> None:
    for release in (injector.release_all, lambda: injector.apply(Release(), gate)):
        injector.apply(Key(True, Location.LEFT, "Shift"), gate)
        injector.apply(Key(True, Location.LEFT, "Control"), gate)
        injector.apply(Key(True, Location.STANDARD, "A"), gate)
        injector.apply(Button(Mouse.LEFT, True, 5, 5), gate)
        assert len(painter.keys_down()) == 3
        assert painter.buttons_down()
        release()
        assert painter.keys_down() == []
        assert painter.buttons_down() == 0


def test_close_lets_go_and_puts_the_keyboard_back(
    display: str, gate: Gate, painter: Painter
) -> None:
    before = painter.keyboard()
    injector = X11Injector()
    injector.apply(Text("я日😀"), gate)
    assert painter.keyboard() != before
    injector.apply(Key(True, Location.LEFT, "Alt"), gate)
    injector.close()
    injector.close()
    assert painter.keyboard() == before
    assert painter.keys_down() == []
    injector.apply(Move(1, 1), gate)
    injector.release_all()


def test_nothing_happens_behind_a_shut_gate(
    injector: X11Injector, gate: Gate, painter: Painter
) -> None:
    injector.apply(Move(10, 10), gate)
    gate.hold()
    injector.apply(Move(20, 20), gate)
    injector.apply(Key(True, Location.LEFT, "Shift"), gate)
    assert (painter.pointer(), painter.keys_down()) == ((10, 10), [])
    gate.release()
    injector.apply(Move(30, 30), gate)
    assert painter.pointer() == (30, 30)
    gate.cut()
    injector.apply(Move(40, 40), gate)
    injector.apply(Text("no"), gate)
    assert (painter.pointer(), painter.keys_down()) == ((30, 30), [])


def test_a_cut_stops_a_text_at_once(injector: X11Injector, gate: Gate, typist: Typist) -> None:
    typing = threading.Thread(target=injector.apply, args=(Text("abcdefgh" * 250), gate))
    typing.start()
    until(lambda: len(typist.text()) > 5)
    started = time.monotonic()
    gate.cut()
    injector.release_all()
    assert time.monotonic() - started < 0.25
    typing.join(5)
    time.sleep(0.3)
    after = typist.text()
    assert len(after) < 2000
    time.sleep(0.2)
    assert typist.text() == after


@pytest.mark.parametrize(
    ("environment", "key"),
    [
        ({"WAYLAND_DISPLAY": "wayland-0"}, NoInput.WAYLAND),
        ({"DISPLAY": ""}, NoInput.NO_DISPLAY),
        ({"DISPLAY": ":9999"}, NoInput.NO_DISPLAY),
    ],
)
def test_no_input_says_why(
    display: str, monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], key: NoInput
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(InputUnavailable) as caught:
        open_injector()
    assert caught.value.key == key
