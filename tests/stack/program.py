"""A real program for a session to look at: a known picture, and a field that keeps what is typed.

python -m tests.stack.program FILE TITLE    writes the field's text to FILE at every change.
"""

import sys
import tkinter
from pathlib import Path

WIDTH, HEIGHT = 640, 400
PICTURE = 256
"""Side of the known picture, in pixels; it stands at the program's top left corner."""

CLICKS_PREFIX = "click "


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
    root.geometry(f"{WIDTH}x{HEIGHT}+{sys.argv[3]}" if len(sys.argv) > 3 else f"{WIDTH}x{HEIGHT}")
    image = tkinter.PhotoImage(width=PICTURE, height=PICTURE)
    image.put(
        [["#%02x%02x%02x" % pixel for pixel in row] for row in known_picture()]  # noqa: UP031
    )
    tkinter.Label(root, image=image, borderwidth=0, highlightthickness=0).place(x=0, y=0)
    field = tkinter.Text(root, font=("DejaVu Sans", 12), undo=False)
    field.place(x=PICTURE + 8, y=0, width=WIDTH - PICTURE - 8, height=HEIGHT)

    def keep(_event: object = None) -> None:
        kept.write_text(field.get("1.0", "end-1c"), encoding="utf-8")
        field.edit_modified(False)

    def clicked(event: "tkinter.Event[tkinter.Misc]") -> None:
        with kept.with_suffix(".clicks").open("a", encoding="utf-8") as clicks:
            clicks.write(f"{event.num} {event.x_root} {event.y_root}\n")

    field.bind("<<Modified>>", keep)
    root.bind_all("<Button>", clicked)
    field.focus_set()
    root.after(0, keep)
    root.mainloop()


if __name__ == "__main__":
    main()
