"""The real agent, whose window also writes down every text on it, and where.

python -m tests.stack.spoken FILE …    is `affianco-agent …`; FILE always holds what is shown now.
"""

import json
import subprocess
import sys
import time
import tkinter as tk
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from agent.window import Window
from tests.stack.agent import at_home
from tests.stack.display import Display, end_process
from tests.waiting import until

LOOK_MS = 50
AGAIN_SECONDS = 2.0
_WORDY = (tk.Label, tk.Button, tk.Checkbutton, tk.Radiobutton)


@dataclass(frozen=True)
class SpokenAgent:
    """An agent that a person works with by reading and clicking."""

    process: subprocess.Popen[bytes]
    display: Display
    file: Path

    def shown(self) -> list[dict[str, Any]]:
        """Each text: `text`, `button`, `x`, `y`."""
        try:
            found: list[dict[str, Any]] = json.loads(self.file.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return []
        return found

    def texts(self) -> list[str]:
        return [one["text"] for one in self.shown()]

    def says(self, part: str, seconds: float = 20) -> str:
        """The first text with this in it, once it is there."""

        def found() -> str | None:
            return next((text for text in self.texts() if part in text), None)

        try:
            return until(found, seconds, part)
        except AssertionError as error:
            error.add_note(f"the window shows {self.texts()}")
            raise

    def press(self, words: str, gone: bool = True) -> None:
        """Clicks the button with these words, once it can be; waits until it is gone."""
        self.says(words)
        until(lambda: self._press_once(words, gone), 20, f"{words!r} is pressed")

    def _press_once(self, words: str, gone: bool) -> bool:
        places = [(one["x"], one["y"]) for one in self.shown() if one["button"] == words]
        if not places:
            return gone and words not in self.texts()
        x, y = places[0]
        self.display.hands("mousemove", str(x), str(y), "click", "1")
        if not gone:
            return True
        # What a page does not take in its first second is clicked again, and nothing else is.
        end = time.monotonic() + AGAIN_SECONDS
        while time.monotonic() < end:
            if words not in self.texts():
                return True
            time.sleep(LOOK_MS / 1000)
        return False

    def codes(self, heading: str = "Read these two codes") -> tuple[str, str]:
        """ID and password, as they are to be read out."""
        self.says(heading)
        texts = until(lambda: (all_ := self.texts()) and "ID" in all_ and all_, why="codes")
        return texts[texts.index("ID") + 1], texts[texts.index("Password") + 1]


@contextmanager
def spoken_agent(
    url: str, display: Display, home: Path, root: str = "", language: str = "en"
) -> Iterator[SpokenAgent]:
    """Starts it as a customer would, on a PC of its own."""
    home.mkdir(parents=True, exist_ok=True)
    file = home / "shown.json"
    file.unlink(missing_ok=True)
    options = ["--root", root] if root else []
    command = [sys.executable, "-m", "tests.stack.spoken", str(file)]
    process = subprocess.Popen(
        [*command, "--broker", url, "--language", language, *options],
        env={**at_home(home), "DISPLAY": display.name},
    )
    try:
        yield SpokenAgent(process, display, file)
    finally:
        end_process(process, 10)


def main() -> int:
    file = Path(sys.argv[1])
    run = Window.run

    def running(window: Window, handle: Any) -> None:
        def write() -> None:
            new = file.with_suffix(".new")
            new.write_text(json.dumps(list(_shown(window._root))), encoding="utf-8")
            new.replace(file)
            window._root.after(LOOK_MS, write)

        window._root.after(LOOK_MS, write)
        run(window, handle)

    Window.run = running  # type: ignore[method-assign]
    from agent.__main__ import main as agent

    return agent(sys.argv[2:])


def _shown(root: tk.Misc) -> Iterator[dict[str, Any]]:
    waiting: list[tk.Misc] = [root]
    while waiting:
        one = waiting.pop(0)
        waiting = [*one.winfo_children(), *waiting]
        if isinstance(one, _WORDY) and one.winfo_viewable() and one["text"]:
            button = str(one["state"]) != "disabled" and not isinstance(one, tk.Label)
            yield {
                "text": str(one["text"]),
                "button": str(one["text"]) if button else "",
                "x": one.winfo_rootx() + one.winfo_width() // 2,
                "y": one.winfo_rooty() + one.winfo_height() // 2,
            }


if __name__ == "__main__":
    sys.exit(main())
