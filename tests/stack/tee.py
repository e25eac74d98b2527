"""A wire tap in front of the broker: passes everything on and keeps what the broker sent.

The broker's frames are not masked, and every relayed record leaves the broker on one leg or the
other, so what is kept holds all that was relayed, as it was on the line. The line can be cut, too,
or become a black hole.
"""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress


class Tee:
    """Listens on a port of its own; `sent` is all that the broker sent through it."""

    def __init__(self, port: int, broker_port: int, host: str = "127.0.0.1") -> None:
        self.url = f"http://{host}:{port}"
        self.port = port
        self._broker = ("127.0.0.1", broker_port)
        self._server = socket.create_server((host, port))
        self._open: list[socket.socket] = []
        self._down = False
        self._age = 0
        self.sent = bytearray()
        threading.Thread(target=self._listen, daemon=True).start()

    def cut(self) -> None:
        """Every connection ends without a word, and none comes about until `mend`."""
        self._down = True
        for one in self._open:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def swallow(self) -> None:
        """What is sent on the connections of now is lost, and nobody hears of it; new ones work."""
        self._age += 1

    def mend(self) -> None:
        """Connections come about again."""
        self._down = False

    def _listen(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._server.accept()
                try:
                    if self._down:
                        raise ConnectionRefusedError
                    far = socket.create_connection(self._broker)
                except OSError:
                    near.close()
                    continue
                self._open += [near, far]
                for source, target, keep in ((near, far, False), (far, near, True)):
                    threading.Thread(
                        target=self._pass, args=(source, target, keep, self._age), daemon=True
                    ).start()

    def _pass(self, source: socket.socket, target: socket.socket, keep: bool, age: int) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                if age != self._age:
                    continue
                if keep:
                    self.sent += data
                target.sendall(data)
        with suppress(OSError):
            if age == self._age:
                target.shutdown(socket.SHUT_WR)

    def close(self) -> None:
        self.cut()
        for one in (self._server, *self._open):
            one.close()


@contextmanager
def tee(port: int, broker_port: int) -> Iterator[Tee]:
    """Listens on `port` for a broker on `broker_port`."""
    tap = Tee(port, broker_port)
    try:
        yield tap
    finally:
        tap.close()
