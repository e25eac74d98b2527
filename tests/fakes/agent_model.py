"""What an agent may do after any events, beside the real session: every action is judged."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from random import Random

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from agent import actions as do
from agent import consent, password, views
from agent import events as ev
from agent.consent import Answer
from agent.frames import control
from agent.handshake import Mode
from agent.identity import Identity
from agent.quick.limits import Limits
from agent.quick.pin import Home, Pin
from agent.quick.roster import Trust
from agent.quick.standing import Standing
from agent.session import Session, Stage
from broker.wire import limits, messages, roster, signing
from broker.wire.words import Asks
from tests.fuzz import seeds
from tests.rab1.reference import public
from tests.rab1.run import Seeded

ORG = "Aiuto SRL"
MONDAY = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
ROOT, FOREIGN, PC = bytes([1]) * 32, bytes([2]) * 32, bytes([3]) * 32
KEYS = {name: public(bytes([n]) * 32) for n, name in enumerate(("Anna", "Bruno", "Carla"), 10)}
"""Anna has no passkey, Bruno has one, Carla has left."""
PEOPLE = {name: Identity(name, ORG, key) for name, key in KEYS.items()}
PEOPLE["Eve"] = Identity("Anna", ORG, public(bytes([99]) * 32))
PEOPLE["nobody's key"] = Identity("Anna", ORG, b"")
GOOD = {"old": 2, "present": 3, "newer": 4}
LATE = 5.0


def signed(seed: bytes, version: int, expires: datetime) -> str:
    """The roster of Anna, Bruno and Carla."""
    states = {"Carla": roster.Standing.LEFT}
    entries = tuple(
        roster.Entry(
            key,
            name,
            seeds.PASSKEY if name == "Bruno" else None,
            states.get(name, roster.Standing.ACTIVE),
        )
        for name, key in KEYS.items()
    )
    made = roster.Roster(ORG, version, MONDAY - timedelta(days=30), expires, entries)
    inner = roster.inner_of(made)
    signature = Ed25519PrivateKey.from_private_bytes(seed).sign(signing.roster(inner))
    return roster.assemble(inner, public(seed), signature)


NEXT_YEAR, YESTERDAY = MONDAY + timedelta(days=360), MONDAY - timedelta(days=1)
ROSTERS = {name: signed(ROOT, version, NEXT_YEAR) for name, version in GOOD.items()}
ROSTERS |= {
    "foreign": signed(FOREIGN, 9, NEXT_YEAR),
    "expired": signed(ROOT, 9, YESTERDAY),
    "changed": ROSTERS["present"].replace('"Carla","passkey":null,"state":"left"', '"Carl"'),
    "no roster": "nothing",
}


class Model:
    """One agent process, the broker, the technician and the customer; `step` is the only way in."""

    def __init__(self, limited: Limits | None, seed: int = 0) -> None:
        """`limited`: the customer's opt-in, None where there is none."""
        self.random = Random(seed).randbytes
        self.now, self.limits = 0.0, limited
        self.kept: Pin | None = None
        self.seen = 0
        if limited is not None:
            self.seen = 3
            trust = Trust((public(ROOT),), self.seen)
            self.kept = Pin(
                "wss://b", ORG, "Anna", trust, public(PC), Home.FILE, limited, MONDAY, enrolled=True
            )
        self.passwords = password.first(self.random, self.now)
        self.guesses: Counter[str] = Counter()
        self.all_passwords = {self.passwords.current}
        self.disk_is_full = False
        self.hung = self.drawn = False
        self.begin()

    def begin(self) -> None:
        """Another round of the same process."""
        key = Seeded(PC)
        trust = self.kept.trust if self.kept else Trust((public(ROOT),))
        self.seen = trust.version
        self.passwords = self.passwords.renewed(self.random, self.now)
        self.run = Session(
            pc="PC",
            passwords=self.passwords,
            random=self.random,
            now=self.now,
            wall=self.wall,
            standing=Standing(trust, key, self.kept, can_offer=self.kept is None),
        )
        self.stopped = False
        self.shown: views.View = views.Connecting()
        self.forget_run()

    def forget_run(self) -> None:
        self.granted: Asks | None = None
        self.counted, self.quick, self.reason = 0, False, ""
        self.came, self.who, self.passkey = "", "", False

    def wall(self) -> datetime:
        return MONDAY + timedelta(seconds=self.now)

    def step(self, event: ev.Event) -> list[do.Action]:
        """The session's actions, each judged; what has to be answered at once is."""
        self.before(event)
        actions = self.run.step(event, self.now)
        for action in actions:
            self.judge(action)
        self.passwords = self.run.passwords
        self.all_passwords.add(self.passwords.current)
        assert self.passwords.tries_in_all <= limits.TRIES_EACH_AGENT
        for action in actions:
            if isinstance(action, do.Count):
                self.count()
        return actions

    def before(self, event: ev.Event) -> None:
        """What the event gives the session the right to."""
        if isinstance(event, ev.Stop):
            self.stopped = True
        elif isinstance(event, messages.RosterCame) and self.run.stage is Stage.WAITING:
            self.came = next(name for name, text in ROSTERS.items() if text == event.roster)
        elif isinstance(event, messages.JoinedAgent) and self.run.stage is Stage.WAITING:
            self.quick, self.reason = event.quick, event.reason
        elif isinstance(event, ev.Progress) and event.guessed:
            self.guess()
        elif isinstance(event, ev.Opened) and self.run.stage is Stage.PROVING:
            self.who = next(name for name, one in PEOPLE.items() if one == event.identity)
            self.believe()
        elif isinstance(event, ev.Answered):
            self.answer(event.answer)
        elif isinstance(event, ev.Seen) and self.run.stage is Stage.ARRIVING:
            self.drawn = True
        elif isinstance(event, ev.Tick) and isinstance(self.shown, views.Arriving):
            late = self.now - self.shown.deadline
            if self.run.stage is Stage.ARRIVING and self.drawn and 0 <= late < LATE:
                self.granted = self.shown.asks

    def guess(self) -> None:
        if self.run.stage is Stage.PROVING and not self.run.guessed and not self.quick:
            self.guesses[self.passwords.current] += 1
            assert self.guesses[self.passwords.current] <= limits.TRIES_EACH_PASSWORD
            assert self.guesses.total() <= limits.TRIES_EACH_AGENT

    def believe(self) -> None:
        """An accepted roster, if this one is; `came` is empty where it is not."""
        if GOOD.get(self.came, 0) >= max(self.seen, 1):
            self.seen = GOOD[self.came]
        else:
            self.came = ""

    def answer(self, answer: Answer) -> None:
        stage, view = self.run.stage, self.shown
        asked = stage is Stage.ASKING and isinstance(view, views.Consent)
        arriving = stage is Stage.ARRIVING and isinstance(view, views.Arriving)
        if not asked and not arriving:
            return
        in_time = arriving or self.now < view.deadline
        if in_time and answer is not Answer.REFUSE:
            self.granted = view.asks if answer is Answer.ALLOW else Asks.SEE

    def count(self) -> None:
        """As the round does it: kept first, then told."""
        try:
            if self.kept is None or self.disk_is_full:
                raise ValueError("not kept")
            self.kept = self.kept.counted()
        except ValueError:
            self.step(ev.NotCounted())
            return
        self.counted += 1
        uses = self.kept.limits.uses
        assert self.kept.used >= 0 and (uses is None or self.kept.used <= uses)
        self.drawn = False
        self.step(ev.Counted(self.kept))
        if not self.hung:
            self.step(ev.Seen())

    def judge(self, action: do.Action) -> None:
        """AssertionError for what the session has no right to."""
        if isinstance(action, (do.Equip, do.Begin, do.Inject, do.Look, do.Release, do.Shake)):
            assert not self.stopped, action
        if isinstance(action, do.Equip):
            assert consent.includes(self.granted, action.allowed), (self.granted, action)
        elif isinstance(action, (do.Begin, do.Inject, do.Look, do.Release)):
            assert self.granted is not None
            assert self.granted is Asks.CONTROL or not isinstance(action, do.Inject)
        elif isinstance(action, do.Shake):
            self.judge_shake(action)
        elif isinstance(action, do.Tell):
            text = control.encode(action.message)
            assert not any(one.encode() in text for one in self.all_passwords)
            if isinstance(action.message, control.Allowed):
                assert not self.stopped
                assert consent.includes(self.granted, action.message.asks)
        elif isinstance(action, do.Say):
            text_frame = messages.encode(action.message)
            assert not any(one in text_frame for one in self.all_passwords)
        elif isinstance(action, do.Believe):
            assert self.kept is not None and action.trust.version >= self.kept.trust.version
            self.kept = self.kept.believing(action.trust)
        elif isinstance(action, do.Show):
            self.judge_view(action.view)

    def judge_shake(self, shake: do.Shake) -> None:
        if shake.mode is Mode.QUICK:
            assert self.quick and self.kept is not None
        elif shake.mode is Mode.RESUME:
            assert self.granted is not None
        else:
            assert not self.quick and not self.passwords.exhausted

    def judge_view(self, view: views.View) -> None:
        self.shown = view
        if isinstance(view, views.Code):
            self.granted = None
            if not view.proving:
                self.forget_run()
        elif isinstance(view, views.Consent):
            assert not self.quick and view.verified == self.vouched()
        elif isinstance(view, views.Arriving):
            assert self.quick and self.kept is not None and self.counted == 1
            assert self.vouched() and self.passkey == (self.who == "Bruno")
            assert view.reason == self.reason and view.reason.strip()
            named = self.kept.limits.technicians
            assert named is None or self.who in named
            assert self.wall().weekday() in self.kept.limits.weekdays
            until = self.kept.limits.until
            assert until is None or self.wall().date().isoformat() <= until
            assert view.deadline == self.now + limits.COUNTDOWN_SECONDS
        elif isinstance(view, views.Active):
            assert self.granted is not None

    def vouched(self) -> bool:
        """Whether an accepted roster holds who proved its key, and they have not left."""
        return bool(self.came) and self.who in ("Anna", "Bruno")
