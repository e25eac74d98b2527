"""Every number that both ends of a leg must agree on. Seconds, bytes or counts."""

from typing import Final

VERSION: Final = 1
"""Version of the broker's messages. Another one is closed with `wrong_version`."""

TEXT_MAX: Final = 4096
"""Longest text frame (a message to or from the broker), bytes of UTF-8."""

RECORD_MAX: Final = 64 * 1024
"""Longest binary frame (a handshake message or sealed record), bytes."""

RELAY_WAITING_MAX: Final = 256 * 1024
"""Most bytes that wait in the broker for each direction of a session."""

STALL_SECONDS: Final = 30.0
"""A leg that takes no byte of what waits for it for this long is closed."""

SILENT_SECONDS: Final = 10.0
"""How long a new leg may take to say its first message."""

HANDSHAKE_STEP_SECONDS: Final = 10.0
"""How long each handshake message may take."""

ASK_SECONDS: Final = 60.0
"""Silence of the customer after which the answer is Refuse."""

PASSWORD_SECONDS: Final = 15 * 60.0
"""How long an unused session password, and with it the session ID, lives."""

RECONNECT_SECONDS: Final = 60.0
"""How long a session waits for a leg that was cut."""

PING_SECONDS: Final = 10.0
"""How often each end of a leg pings the other; two unanswered pings close the leg."""

STATE_SECONDS: Final = 5.0
"""How often at least each leg of a joined session hears `state`; a console that has heard nothing
for three times as long takes its leg for cut, since a browser neither sends nor sees pings."""

PASSWORD_ALPHABET: Final = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Thirty symbols that are not taken for one another, read or heard."""

PASSWORD_LENGTH: Final = 8
"""Symbols in a session password (39 bits, guessed online only)."""

TRIES_EACH_PASSWORD: Final = 3
"""Runs started against one password before the agent makes another."""

TRIES_EACH_AGENT: Final = 10
"""Runs started against one agent process before it ends."""

SESSION_DIGITS: Final = 9
"""Digits of a session ID."""

NAME_MAX: Final = 64
"""Longest name of a person, organisation, customer or PC, in characters."""

TICKET_SECONDS: Final = 30.0
"""How long a console's single-use ticket lives."""

PRESENT_SECONDS: Final = 8 * 3600.0
"""How long an agent that is present by quick access waits at most."""

COUNTDOWN_SECONDS: Final = 10.0
"""How long the customer sees who comes in by quick access before they are in."""

ROSTER_MAX: Final = 48 * 1024
"""Longest roster document, bytes of UTF-8."""

REASON_MAX: Final = 120
"""Longest reason of a join, in characters."""

ENROL_SECONDS: Final = 30 * 60.0
"""How long a single-use ticket to enrol a PC lives."""

KEY_SIZE: Final = 32
"""Bytes of a public key (Ed25519)."""

SIGNATURE_SIZE: Final = 64
"""Bytes of a signature (Ed25519)."""

RECEIPT_MAX: Final = 16 * 1024
"""Longest text of a receipt, bytes of UTF-8."""

TALLY_SECONDS: Final = 60.0
"""How often the running receipt of an active session is told and agreed on."""

TALLIES_OPEN: Final = 8
"""Running receipts of a session that may still be agreed on, the newest ones."""

TOLERANCE_SECONDS: Final = 2.0
"""How much more than its own count an agent agrees to, and as much again for each pause or cut."""

CUT_TOLERANCE_SECONDS: Final = 20.0
"""And for each cut besides: one end may see it so much later than the other (two pings)."""

COUNTERSIGN_SECONDS: Final = 24 * 3600.0
"""How long the ticket of a receipt lives, with which its customer signs and judges it."""

NOTE_MAX: Final = 500
"""Longest note of a customer on a receipt, in characters."""
