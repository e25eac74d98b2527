"""What was measured on: the machine, and the versions of everybody."""

import importlib.metadata
import json
import os
import platform
import re
import subprocess
from pathlib import Path

from bench.screen.vnc import NOVNC
from tests.stack.console import chromium_path


def facts() -> dict[str, str]:
    """Names and what is so."""
    cpu = re.search(r"model name\s*: (.+)", Path("/proc/cpuinfo").read_text(encoding="utf-8"))
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
    return {
        "processor": f"{cpu[1] if cpu else platform.machine()}, {os.cpu_count()} cores",
        "memory": f"{memory:.0f} GiB",
        "system": f"{platform.system()} {platform.release()}",
        "load before": load,
        "Python": platform.python_version(),
        "Chromium": _said([chromium_path(), "--version"], r"[\d.]+"),
        "noVNC": str(json.loads(NOVNC.read_text(encoding="utf-8"))["version"]),
        "TigerVNC": _said(["Xtigervnc", "-version"], r"Xvnc TigerVNC ([\d.]+)"),
        "x11vnc": _said(["x11vnc", "-version"], r"x11vnc: ([\d.]+)"),
        "websockify": _said(["dpkg-query", "-W", "-f", "${Version}", "websockify"], r"\S+"),
        **{name: _version(name) for name in ("numpy", "pillow", "xcffib", "av")},
    }


def _said(words: list[str], pattern: str) -> str:
    try:
        done = subprocess.run(words, capture_output=True, text=True, timeout=20, check=False)
    except OSError:
        return "not there"
    found = re.search(pattern, done.stdout + done.stderr)
    return found[found.lastindex or 0] if found else "unknown"


def _version(name: str) -> str:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return "not there"
