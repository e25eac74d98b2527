"""The closed lists of the program: states, outcomes, close reasons, error codes."""

from enum import IntEnum, StrEnum


class State(StrEnum):
    """Where a session stands. Only `ACTIVE` is billable."""

    WAITING = "waiting"
    JOINED = "joined"
    ASKING = "asking"
    ACTIVE = "active"
    PAUSED = "paused"
    RECONNECTING = "reconnecting"
    ENDED = "ended"


class Outcome(StrEnum):
    """How a session ended."""

    COMPLETED = "completed"
    STOPPED_BY_CUSTOMER = "stopped_by_customer"
    LEFT_BY_TECHNICIAN = "left_by_technician"
    DECLINED = "declined"
    EXPIRED = "expired"
    WRONG_PASSWORD = "wrong_password"
    LOST = "lost"
    FAILED = "failed"


class Asks(StrEnum):
    """What a technician asks for; the agent can only narrow it."""

    SEE = "see"
    CONTROL = "control"


class CostKind(StrEnum):
    """How a session is priced, as far as it can be said before it begins."""

    UNKNOWN = "unknown"
    """Nobody knows yet: there is no contract, or none for this customer."""
    FREE = "free"
    HOURLY = "hourly"
    STEPS = "steps"
    UNITS = "units"
    """Of a prepaid pack."""


class Verdict(StrEnum):
    """What the customer says of a receipt."""

    NONE = ""
    """Nothing: the signature only."""
    CONFIRMED = "confirmed"
    DISPUTED = "disputed"


class Close(IntEnum):
    """Why the broker closed a leg: WebSocket close code, with the name as the reason text."""

    SESSION_ENDED = 4000
    BAD_MESSAGE = 4001
    TOO_BIG = 4002
    WRONG_VERSION = 4003
    SILENT = 4004
    SIGNED_OUT = 4005
    NO_ANSWER = 4006
    TOO_MANY_TRIES = 4007
    EXPIRED = 4008
    STALLED = 4009
    PEER_LOST = 4010
    SHUTTING_DOWN = 4011
    FULL = 4012
    REPLACED = 4013
    BROKER_FAULT = 4014

    @property
    def reason(self) -> str:
        """The reason text that travels beside the code."""
        return self.name.lower()


class Problem(StrEnum):
    """Error codes of the HTTP API, the one shape being `{"error": {"code", "field"?}}`."""

    BAD_REQUEST = "bad_request"
    SIGN_IN_FAILED = "sign_in_failed"
    NOT_SIGNED_IN = "not_signed_in"
    FOREIGN_ORIGIN = "foreign_origin"
    NOT_ALLOWED = "not_allowed"
    NOT_FOUND = "not_found"
    WRONG_METHOD = "wrong_method"
    CONFLICT = "conflict"
    TOO_BIG = "too_big"
    TOO_MANY_TRIES = "too_many_tries"
    BROKER_FAULT = "broker_fault"
