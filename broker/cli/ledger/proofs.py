"""`ledger proof` and `ledger check-proof`: that one session's end is in the log, and no other."""

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from broker.billing.log import LogBroken, is_good
from broker.cli.ledger.files import (
    LEDGER_SETTINGS,
    checkpoint_at,
    checkpoint_in,
    keeper_of,
    key_of,
    text_at,
)
from broker.cli.ledger.opening import with_log
from broker.cli.parsing import Parser, add_settings
from broker.cli.saying import WRONG_USE, Plain, Voice
from broker.config import Settings
from broker.merkle import checkpoint
from broker.merkle.checkpoint import NOTE_MAX, BadCheckpoint, Checkpoint
from broker.merkle.hashes import EMPTY, SIZE
from broker.merkle.inclusion import PROOF_FILE_MAX, BadProof, Inclusion, read_inclusion
from broker.merkle.leaves import Leaf
from broker.merkle.tree import Proving, inclusion_spans
from broker.problems import number_in
from broker.records.happenings import Happening
from broker.store import Store
from broker.wire.reading import is_hex

_ENTRY_MOST: Final = 2**53


def add(ledger: Parser, own: Any) -> None:
    """Add these commands."""
    texts = ledger.texts
    making = ledger.command(own, "proof")
    making.add_argument("--entry", metavar="N", required=True, help=texts("help_ledger_entry"))
    making.add_argument("--checkpoint", metavar="FILE", type=Path, help=texts("help_ledger_for"))
    add_settings(making, LEDGER_SETTINGS)
    making.set_defaults(act=act_proof)
    checking = ledger.command(own, "check-proof")
    checking.add_argument("file", metavar="FILE", type=Path, help=texts("help_ledger_proof_file"))
    checking.add_argument("--checkpoint", metavar="FILE", type=Path, help=texts("help_ledger_with"))
    checking.add_argument("--key", metavar="KEY", required=True, help=texts("help_ledger_key_of"))
    checking.set_defaults(act=act_check)


def act_proof(arguments: argparse.Namespace, environ: Mapping[str, str], voice: Voice) -> None:
    """Print the proof of a session's end as one line of JSON."""
    entry = number_in(arguments.entry, _ENTRY_MOST)
    if entry is None:
        raise Plain("bad_count", WRONG_USE, flag="--entry", value=arguments.entry)
    path = arguments.checkpoint
    given = "" if path is None else text_at(path, NOTE_MAX)
    if path is not None:
        checkpoint_in(given, path)

    async def work(store: Store, settings: Settings) -> Inclusion:
        leaf = await _end_of(store, entry)
        note = given
        if not note:
            keeper = keeper_of(store, settings)
            await keeper.begin()
            row = await keeper.checkpoint()
            note = "" if row is None else row.note
        return await _made(store, leaf, note)

    try:
        voice.line(with_log(arguments, environ, work).as_text())
    except (LogBroken, BadCheckpoint) as broken:
        raise Plain("ledger_broken", details=broken) from broken


def act_check(arguments: argparse.Namespace, _environ: Mapping[str, str], voice: Voice) -> None:
    """Check a proof without the broker and its database."""
    public = key_of(arguments.key)
    path = arguments.checkpoint
    kept = None if path is None else checkpoint_at(path)
    proof, head = proved(
        text_at(arguments.file, PROOF_FILE_MAX), public, kept, file=arguments.file, path=path
    )
    leaf = proof.leaf
    voice.say(
        "ledger_proof_good",
        number=leaf.number,
        size=proof.size,
        at=head.head.at,
        entry="-" if leaf.entry is None else leaf.entry,
    )
    voice.line(f"{leaf.at} {leaf.kind} {leaf.body}")


def proved(
    text: str, public: bytes, kept: Checkpoint | None, *, file: Path, path: Path | None = None
) -> tuple[Inclusion, Checkpoint]:
    """The proof that a text is and the checkpoint that it holds under, which is the one in the
    proof where none was kept. `Plain` where it does not hold, with the names of the files."""
    try:
        proof = read_inclusion(text)
    except BadProof as error:
        raise Plain("ledger_bad_proof", path=file) from error
    head = checkpoint_in(proof.checkpoint, file) if kept is None else kept
    if not is_good(head, public):
        raise Plain("ledger_proof_key", path=path or file)
    if head.head.size != proof.size:
        raise Plain("ledger_proof_size", size=head.head.size, wanted=proof.size)
    if not proof.holds(head.head.root):
        raise Plain("ledger_proof_wrong")
    return proof, head


async def _end_of(store: Store, entry: int) -> Leaf:
    for row in await store.events_of(entry):
        if row.leaf.kind == Happening.SESSION_ENDED.value:
            return row.leaf
    raise Plain("ledger_no_end", entry=entry)


async def _made(store: Store, leaf: Leaf, note: str) -> Inclusion:
    """The proof of a leaf under a checkpoint; `Plain` or LogBroken where there is none."""
    head = checkpoint.read(note).head
    if leaf.number >= head.size:
        raise Plain("ledger_too_early", size=head.size, number=leaf.number)
    proving = Proving(inclusion_spans(leaf.number, head.size))
    async for page in store.hash_pages(head.size):
        for _, written in page:
            proving.add(bytes.fromhex(written) if is_hex(written, SIZE) else EMPTY)
    try:
        proof = Inclusion(leaf, head.size, tuple(proving.proof()), note)
        holds = proof.holds(head.root)
    except ValueError as error:
        raise LogBroken(str(error)) from error
    if not holds:
        raise LogBroken(f"event {leaf.number} is not what was signed")
    return proof
