"""Binary frames to and from the console: the handshake first, then sealed records."""

import logging
from collections.abc import Callable, Sequence
from typing import Final

from agent import actions as do
from agent import events as ev
from agent.channel import AUTH, Channel, ChannelError, Fault
from agent.frames import control, picture
from agent.frames import input as input_frames
from agent.frames.kinds import BadFrame, Kind
from agent.handshake import SECRET_SIZE, Handshake, Mode
from agent.outbox import Outbox
from agent.reins import Reins

LOG: Final = logging.getLogger("affianco.agent")

_SEALED: Final = bytes([AUTH])
"""Type byte of the first kind of sealed record; handshake messages are below."""


class Link:
    """The end-to-end side of a leg. Gives events; sends through the outbox."""

    def __init__(self, outbox: Outbox, reins: Reins, random: Callable[[int], bytes]) -> None:
        self._outbox = outbox
        self._reins = reins
        self._random = random
        self._handshake: Handshake | None = None
        self._channel: Channel | None = None
        self._resume = b""
        self._mode = Mode.PASSWORD

    def begin(self, shake: do.Shake) -> Sequence[ev.Event]:
        """Send the offer; a resume key that is used up or was never there is a miss."""
        self.drop()
        secret = self._secret(shake)
        if len(secret) != SECRET_SIZE[shake.mode]:
            return [ev.Missed()]
        self._mode = shake.mode
        self._handshake = Handshake(
            mode=shake.mode,
            session=shake.session,
            broker=shake.broker,
            secret=secret,
            random=self._random,
            signer=shake.signer,
        )
        self._outbox.shake(self._handshake.start())
        return []

    def _secret(self, shake: do.Shake) -> bytes:
        if shake.mode is Mode.QUICK:
            return b""
        return self._resume if shake.mode is Mode.RESUME else shake.password.encode("ascii")

    def receive(self, frame: bytes, *, quiet: bool) -> Sequence[ev.Event]:
        """What a frame of the console means; `quiet`: one that nobody expects means nothing."""
        try:
            if self._channel is not None:
                return [_read(*self._channel.open(frame))]
            if self._handshake is not None:
                left_over = self._is_left_over(self._handshake, frame)
                return [] if left_over else self._shaken(self._handshake, frame)
        except (ChannelError, BadFrame) as error:
            LOG.debug("bad frame: %s", error)
            # Stop drops the keys before this thread hears of it: what comes then means nothing.
            return [] if self._reins.stopped else [_fault(error)]
        return [] if quiet else [ev.Broken()]

    def _is_left_over(self, handshake: Handshake, frame: bytes) -> bool:
        """Whether this was sealed on the channel that was cut (protocol: Coming back after a cut).

        The broker keeps the order, so after the console's first word nothing of it can come.
        """
        first = not handshake.guessed
        return self._mode is Mode.RESUME and first and frame[:1] >= _SEALED

    def _shaken(self, handshake: Handshake, frame: bytes) -> Sequence[ev.Event]:
        try:
            answers = handshake.receive(frame)
        finally:
            if handshake.guessed and self._mode is Mode.RESUME:
                self._resume = b""
        for answer in answers:
            self._outbox.shake(answer)
        progress = ev.Progress(handshake.guessed)
        channel, identity = handshake.channel, handshake.identity
        if channel is None or identity is None:
            return [progress]
        self._handshake, self._channel = None, channel
        self._resume = channel.take_resume()
        self._outbox.open(channel)
        self._reins.take_keys(channel, self._outbox)
        return [progress, ev.Opened(identity, handshake.words, handshake.passkey_challenge)]

    def tell(self, message: control.Message) -> None:
        """Seal and send; nothing where there is no channel any more."""
        self._outbox.seal(Kind.CONTROL, control.encode(message))

    def drop(self) -> None:
        """Forget handshake and channel; the resume key stays for the next handshake."""
        handshake, channel = self._handshake, self._channel
        self._handshake = self._channel = None
        if handshake is not None:
            handshake.drop()
        if channel is not None:
            channel.drop()
        self._outbox.close()


def _fault(error: ChannelError | BadFrame) -> ev.Event:
    if isinstance(error, ChannelError) and error.fault is Fault.WRONG_PASSWORD:
        return ev.Missed()
    return ev.Broken()


def _read(kind: int, plaintext: bytes) -> ev.Event:
    if kind == Kind.INPUT:
        input_frames.decode(plaintext)
        return ev.InputCame(plaintext)
    if kind == Kind.SHOWN:
        return ev.ShownCame(picture.decode_shown(plaintext))
    if kind != Kind.CONTROL:
        return ev.Broken()
    message = control.decode(plaintext)
    return message if isinstance(message, ev.FromConsole) else ev.Broken()
