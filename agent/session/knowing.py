"""What a run knows of the organisation: whom it believes, who is vouched for, what is allowed."""

from datetime import UTC, datetime

from agent import views
from agent.frames import control
from agent.frames.control import Why
from agent.identity import Identity, Signer
from agent.quick import passkey, roster, rules
from agent.quick.pin import Pin
from agent.quick.roster import NotAccepted, Trust
from agent.quick.standing import Standing
from broker.wire import messages, signing
from broker.wire.roster import Entry, Fault


class Knowing:
    """Nothing of it opens anything by itself: without a root nobody is ever vouched for."""

    def __init__(self, standing: Standing | None) -> None:
        self.key: Signer | None = None if standing is None else standing.key
        self.pin: Pin | None = None if standing is None else standing.pin
        self.trust: Trust | None = None if standing is None else standing.trust
        self.can_offer = standing is not None and standing.can_offer
        self.note = "" if standing is None else standing.note
        self.shown: bool | None = None
        self.roster: str | None = None
        self.entry: Entry | None = None
        self.passkey_shown = False
        self.ticket = ""

    @property
    def is_shown(self) -> bool:
        """Whether technicians see this PC, by the broker's word and the customer's opt-in."""
        return self.pin is not None and self.shown is True

    def line(self) -> views.QuickLine | None:
        """What the customer reads of quick access where it is on."""
        pin = self.pin
        if pin is None:
            return None
        return views.QuickLine(pin.organisation, pin.limits, self.shown, pin.used, pin.technician)

    def present(self, broker: str, session: str, token: str) -> messages.Present | None:
        """By which key this PC waits; None without an opt-in."""
        if self.pin is None or self.key is None:
            return None
        signature = self.key.sign(signing.present(broker, session, token))
        return messages.Present(self.key.public.hex(), signature.hex())

    def forget(self, fresh: Signer, note: str) -> Pin | None:
        """The opt-in, which counts no more; from now on this PC shows a fresh key, and the note."""
        pin, self.pin = self.pin, None
        self.key, self.shown, self.note, self.can_offer = fresh, None, note, False
        return pin

    def vouch(self, identity: Identity, now: datetime) -> Fault | None:
        """Looks up who proved this identity; why no roster can be gone by. `now` is aware."""
        self.entry, self.passkey_shown = None, False
        if self.trust is None or self.roster is None:
            return Fault.MALFORMED
        try:
            found, self.trust = roster.verify(self.roster, self.trust, now.astimezone(UTC))
        except NotAccepted as error:
            return error.fault
        self.entry = roster.vouched(found, identity)
        return None

    def refusal(self, local: datetime) -> Why | None:
        """Why who is vouched for is not let in by quick access; None where nothing is against."""
        if self.entry is None or self.pin is None:
            return Why.TECHNICIAN
        return rules.refusal(self.pin.limits, self.pin.used, self.entry.name, local)

    def show_passkey(self, given: control.Passkey, challenge: bytes) -> bool:
        """Whether the technician of the entry showed the passkey that the roster names."""
        expected = None if self.entry is None else self.entry.passkey
        self.passkey_shown = expected is not None and passkey.is_there(expected, given, challenge)
        return self.passkey_shown

    @property
    def awaits_passkey(self) -> bool:
        """Whether the roster names a passkey and none was shown yet."""
        expected = None if self.entry is None else self.entry.passkey
        return expected is not None and not self.passkey_shown
