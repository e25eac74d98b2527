"""A real program to type into: keeps what its text field holds in a file. `typist.py FILE`."""

import sys
import tkinter
from pathlib import Path


def main(path: Path) -> None:
    root = tkinter.Tk()
    root.geometry("500x300+50+50")
    text = tkinter.Text(root, undo=False)
    text.pack()
    text.focus_force()
    keys: list[str] = []

    def note(event: "tkinter.Event[tkinter.Misc]") -> None:
        keys.append(f"{event.keysym}/{int(event.state) & 13}")

    def keep() -> None:
        (path.with_suffix(".keys")).write_text(" ".join(keys))
        held = text.get("1.0", "end-1c")
        part = path.with_suffix(".part")
        part.write_text(held, encoding="utf-8", errors="surrogatepass")
        part.rename(path)
        root.after(20, keep)

    text.bind("<Key>", note)
    # Tk makes Shift and 4 or 5 of the buttons 6 and 7.
    text.bind("<Button>", lambda event: keys.append(f"button{event.num}/{event.state & 1}"))
    text.bind("<FocusIn>", lambda _: root.after(20, keep))
    root.mainloop()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
