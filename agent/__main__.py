"""The command `affianco-agent`: started by hand, talks to one person, ends with them."""

import argparse
import locale
import logging
import os
import platform
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NoReturn

from agent.allocator import share_heaps
from agent.person import Person
from broker.wire import limits, messages, roots, texts
from broker.wire.texts import Texts

if TYPE_CHECKING:
    from agent.keeping.pins import Keeping
    from agent.keeping.receipts import Cabinet

ADDRESS: Final = "http://127.0.0.1:8470"
"""The broker where none is named: the one on this very PC."""

JOIN_SECONDS: Final = 3.0
"""How long the end waits for the broker to be told; the local cut is done by then."""

_PARTS: Final = ("websockets", "cryptography", "PIL", "keyring", "fido2")
"""Modules that come with the extra `agent`; the command is there without it, too."""

_TEXTS: Final = Path(__file__).parent / "texts"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the agent. Exit status: 0 it ended as the person wanted, 1 a fault, 2 a bad option."""
    words = sys.argv[1:] if arguments is None else list(arguments)
    say = texts.load(_TEXTS, _language(words))
    options = _parser(say).parse_args(words)
    if options.language:
        say = texts.load(_TEXTS, options.language)
    _set_up_output(verbose=options.verbose)
    share_heaps()
    missing = [name for name in _PARTS if find_spec(name) is None]
    if missing:
        print(say("agent_missing", modules=", ".join(missing)), file=sys.stderr)  # noqa: T201
        return 1
    return _call(options, say)


def _call(options: argparse.Namespace, say: Texts) -> int:
    from agent.client import BadAddress, leg_address

    if options.forget:
        return _forget(say)
    try:
        address = leg_address(options.broker)
        root = roots.key_of(options.root) if options.root else b""
    except BadAddress as error:
        print(say(str(error), address=options.broker), file=sys.stderr)  # noqa: T201
        return 2
    except roots.BadRoot:
        print(say("root_not_one"), file=sys.stderr)  # noqa: T201
        return 2
    return _talk(address, root, say, options)


def _forget(say: Texts) -> int:
    from agent.keeping.pins import NotWritten

    try:
        there = _keeping().forget()
    except NotWritten:
        print(say("quick_not_forgotten"), file=sys.stderr)  # noqa: T201
        return 1
    print(say("quick_forgotten" if there else "quick_nothing_to_forget"))  # noqa: T201
    return 0


def _keeping() -> "Keeping":
    from agent.keeping import pins
    from agent.keeping.ring import SystemRing

    folder = pins.folder(os.environ, sys.platform, Path.home())
    return pins.Keeping(folder, SystemRing())


def _cabinet(folder: str) -> "Cabinet":
    from agent.keeping.receipts import Cabinet, documents

    return Cabinet(Path(folder).expanduser() if folder else documents(os.environ, Path.home()))


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in the reader's language."""

    say: Texts

    def error(self, message: str) -> NoReturn:
        # argparse's own message is in English only; `message` is for nobody here.
        self.exit(2, f"{self.say('cli_mistake')}\n{self.format_usage()}")

    def format_usage(self) -> str:
        formatter = self._get_formatter()
        formatter.add_usage(
            self.usage, self._actions, self._mutually_exclusive_groups, self.say("cli_usage")
        )
        return formatter.format_help()

    def format_help(self) -> str:
        formatter = self._get_formatter()
        groups = self._mutually_exclusive_groups
        formatter.add_usage(self.usage, self._actions, groups, self.say("cli_usage"))
        formatter.add_text(self.description)
        formatter.start_section(self.say("cli_options"))
        formatter.add_arguments(self._actions)
        formatter.end_section()
        return formatter.format_help()


def _parser(say: Texts) -> argparse.ArgumentParser:
    parser = _Parser(
        prog="affianco-agent",
        description=say("cli_description"),
        add_help=False,
        allow_abbrev=False,
    )
    parser.say = say
    parser.add_argument(
        "--broker",
        metavar="URL",
        default=os.environ.get("AFFIANCO_BROKER") or ADDRESS,
        help=say("cli_broker", address=ADDRESS),
    )
    parser.add_argument(
        "--root",
        metavar="CODE",
        default=os.environ.get("AFFIANCO_ROOT") or "",
        help=say("cli_root"),
    )
    parser.add_argument(
        "--receipts",
        metavar="FOLDER",
        default=os.environ.get("AFFIANCO_RECEIPTS") or "",
        help=say("cli_receipts"),
    )
    parser.add_argument("--forget", action="store_true", help=say("cli_forget"))
    parser.add_argument("--terminal", action="store_true", help=say("cli_terminal"))
    parser.add_argument("--language", choices=texts.LANGUAGES, help=say("cli_language"))
    parser.add_argument("--verbose", action="store_true", help=say("cli_verbose"))
    version = f"affianco-agent {_version()}"
    parser.add_argument("--version", action="version", version=version, help=say("cli_version"))
    parser.add_argument("-h", "--help", action="help", help=say("cli_help"))
    return parser


def _language(words: Sequence[str]) -> str:
    for place, word in enumerate(words):
        if word.startswith("--language="):
            return texts.choose(word.partition("=")[2])
        if word == "--language" and place + 1 < len(words):
            return texts.choose(words[place + 1])
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if os.environ.get(name):
            return texts.choose(os.environ[name])
    return texts.choose(locale.getlocale()[0])


def _version() -> str:
    try:
        return metadata.version("affianco")
    except metadata.PackageNotFoundError:
        return "0"


def _set_up_output(*, verbose: bool) -> None:
    """No traceback reaches the person: what happens inside is said with --verbose only."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    if verbose:
        logging.basicConfig(level=logging.DEBUG, stream=sys.stderr)
        return
    logging.disable(logging.CRITICAL)
    threading.excepthook = lambda _: None


def _talk(address: str, root: bytes, say: Texts, options: argparse.Namespace) -> int:
    from agent.conductor import Conductor, Setting
    from agent.desk import Desk

    person = _terminal(say) if options.terminal else _window(say)
    setting = Setting(
        address=address,
        pc=_pc(),
        random=os.urandom,
        now=time.monotonic,
        root=root,
        keeping=_keeping() if root else None,
        cabinet=_cabinet(options.receipts),
    )
    conductor = Conductor(setting, person, Desk())
    _on_signals(person)
    conductor.start()
    try:
        person.run(conductor)
    except Exception:
        # The outermost edge of the main thread: whatever broke, nobody may go on looking.
        logging.getLogger("affianco.agent").exception("the person's side broke")
        conductor.leave()
        print(say("trouble_own_fault"), file=sys.stderr)  # noqa: T201
        return 1
    finally:
        conductor.leave()
        conductor.join(JOIN_SECONDS)
        _ignore_signals()
    return 0


def _window(say: Texts) -> Person:
    """The window; the terminal, with a word on why, where there cannot be one."""
    if find_spec("tkinter") is None or find_spec("_tkinter") is None:
        print(say("terminal_no_tkinter"), flush=True)  # noqa: T201
        return _terminal(say)
    from agent.window import NoDisplay, Window

    try:
        return Window(say, time.monotonic, _wall)
    except NoDisplay:
        print(say("terminal_no_display"), flush=True)  # noqa: T201
        return _terminal(say)


def _terminal(say: Texts) -> Person:
    from agent.terminal import Terminal

    return Terminal(say, sys.stdin, _print, time.monotonic, _wall)


def _print(line: str) -> None:
    print(line, flush=True)  # noqa: T201


def _wall(instant: float) -> datetime:
    return datetime.fromtimestamp(time.time() - (time.monotonic() - instant)).astimezone()


def _pc() -> str:
    name = "".join(sign for sign in platform.node() if sign.isprintable())
    name = name.strip()[: limits.NAME_MAX]
    return name if messages.is_name(name) else "PC"


def _on_signals(person: Person) -> None:
    handler: Callable[[int, Any], None] = lambda _, __: person.interrupt()  # noqa: E731
    for number in _signals():
        signal.signal(number, handler)


def _ignore_signals() -> None:
    """What is ending already ends well: Python's end would take its handlers away, not these."""
    for number in _signals():
        signal.signal(number, signal.SIG_IGN)


def _signals() -> Iterator[signal.Signals]:
    """Those of this system that ask a program to end."""
    for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK"):
        number = getattr(signal, name, None)
        if number is not None:
            yield number


if __name__ == "__main__":
    sys.exit(main())
