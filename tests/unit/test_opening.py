"""The folder of the receipts is shown as the system shows folders."""

import threading
import webbrowser
from pathlib import Path

import pytest

from agent.opening import open_folder


@pytest.mark.parametrize("fault", [None, OSError("none"), webbrowser.Error("none")])
def test_the_folder_is_shown_and_a_fault_is_no_trouble(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, fault: Exception | None
) -> None:
    shown: list[str] = []
    loud: list[object] = []

    def show(address: str) -> bool:
        shown.append(address)
        if fault is not None:
            raise fault
        return True

    monkeypatch.setattr(webbrowser, "open", show)
    monkeypatch.setattr(threading, "excepthook", loud.append)
    before = set(threading.enumerate())
    open_folder(tmp_path / "Ricevute è")
    for thread in set(threading.enumerate()) - before:
        thread.join(5)
    assert shown == [(tmp_path / "Ricevute è").as_uri()]
    assert loud == []
