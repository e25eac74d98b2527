"""A real program for a session to look at: a known picture, and a field that keeps what is typed.

python -m tests.stack.program FILE TITLE PLACE

writes the field's text to FILE at every change. PLACE is where its window goes, such as 100+200.
Under the picture a patch changes its colour all the time, so that new pictures never cease.
"""

import subprocess
import sys
import tkinter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.stack.display import Display, end_process
from tests.waiting import until

WIDTH, HEIGHT = 640, 400
PICTURE = 256
"""Side of the known picture, in pixels; it stands at the program's top left corner."""
PATCH = 24
"""Side of the patch that never rests; it stands under the picture."""


def colour(x: int, y: int) -> tuple[int, int, int]:
    """The known picture: every pixel by arithmetic, hard edges and gradients, no two rows alike."""
    if (x // 32 + y // 32) % 2:
        return (x, y, (x * y) % 256)
    return ((x * 7 + y * 13) % 256, (x ^ y) % 256, 255 - y)


def known_picture() -> list[list[tuple[int, int, int]]]:
    """Rows of (red, green, blue)."""
    return [[colour(x, y) for x in range(PICTURE)] for y in range(PICTURE)]


def main() -> None:
    kept, title = Path(sys.argv[1]), sys.argv[2]
    root = tkinter.Tk()
    root.title(title)
    root.geometry(f"{WIDTH}x{HEIGHT}+{sys.argv[3]}")
    image = tkinter.PhotoImage(width=PICTURE, height=PICTURE)
    image.put(
        [["#%02x%02x%02x" % pixel for pixel in row] for row in known_picture()]  # noqa: UP031
    )
    tkinter.Label(root, image=image, borderwidth=0, highlightthickness=0).place(x=0, y=0)
    patch = tkinter.Frame(root, width=PATCH, height=PATCH, background="#ff0000")
    patch.place(x=0, y=PICTURE)
    field = tkinter.Text(root, font=("DejaVu Sans", 12), undo=False)
    field.place(x=PICTURE + 8, y=0, width=WIDTH - PICTURE - 8, height=HEIGHT)

    def keep(_event: object = None) -> None:
        # Whoever reads it never finds it half written.
        fresh = kept.with_suffix(".fresh")
        fresh.write_text(field.get("1.0", "end-1c"), encoding="utf-8")
        fresh.replace(kept)
        field.edit_modified(False)

    def clicked(event: "tkinter.Event[tkinter.Misc]") -> None:
        with kept.with_suffix(".clicks").open("a", encoding="utf-8") as clicks:
            clicks.write(f"{event.num} {event.x_root} {event.y_root}\n")

    field.bind("<<Modified>>", keep)

    def change() -> None:
        red = patch.cget("background") == "#ff0000"
        patch.configure(background="#0000ff" if red else "#ff0000")
        root.after(25, change)

    root.bind_all("<Button>", clicked)
    field.focus_set()
    root.after(0, keep)
    root.after(0, change)
    root.mainloop()


@contextmanager
def running_program(display: Display, kept: Path) -> Iterator[tuple[int, int]]:
    """Runs it on a virtual screen; gives the place of the known picture on that screen."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.stack.program", str(kept), "Known", "300+300"],
        env=display.environment,
    )
    try:
        window = until(lambda: display.window("Known"), why="the program's window")
        until(kept.exists, why="the program")
        yield display.place(window)[:2]
    finally:
        end_process(process)


if __name__ == "__main__":
    main()
