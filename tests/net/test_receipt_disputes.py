"""A customer disputes a receipt that their PC has not signed."""

from pathlib import Path

from broker.records.happenings import Happening
from broker.wire.receipts import disputed
from broker.wire.words import Close
from tests.net.test_receipts_whole import AGENT, countersign, ended, kinds, proof
from tests.stack.house import house


async def test_a_receipt_is_disputed_without_being_signed(tmp_path: Path) -> None:
    async with house(tmp_path) as here:
        cookie = await here.signed_in(await here.person())
        receipt, entry = await ended(here, cookie)
        unsigned = {
            "ticket": receipt["ticket"],
            "key": proof(AGENT, receipt["text"])["key"],
            "signature": AGENT.sign(disputed(receipt["text"])).hex(),
        }
        for verdict in ("", "confirmed"):
            leg = await countersign(here, **unsigned, verdict=verdict)
            assert await leg.closes() == Close.NO_ANSWER
        for _ in range(2):
            leg = await countersign(here, **unsigned, verdict="disputed", note="Era meno")
            await leg.hears("countersigned")
        kept = await here.store.receipt(entry)
        assert kept is not None
        said = (kept.agent_signature, kept.verdict, kept.verdict_note)
        assert said == ("", "disputed", "Era meno")
        item = await here.store.item_of(entry)
        assert item is not None and item.receipt_state == "disputed"
        assert Happening.RECEIPT_SIGNED not in await kinds(here, entry)
