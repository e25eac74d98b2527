"""TLS in the broker's own process: what is spoken, and certificates that are replaced."""

import asyncio
import logging
import shutil
import socket
import ssl
from pathlib import Path

import aiohttp
import pytest

from broker.cli.saying import Plain
from broker.cli.serving import certificate_of, serving
from broker.config import BadSetting, Settings, load
from broker.tls.files import LOOK_SECONDS, Certificate
from tests.stack.authority import Authority, authority
from tests.stack.house import free_port
from tests.waiting import soon


@pytest.fixture
def known(tmp_path: Path) -> Authority:
    return authority(tmp_path)


def settings_of(folder: Path, known: Authority) -> Settings:
    chain, key = known.certificate(folder)
    return Settings(
        data_dir=folder / "data", port=free_port(), tls_cert=str(chain), tls_key=str(key)
    )


async def test_the_broker_speaks_https_by_itself(tmp_path: Path, known: Authority) -> None:
    settings = settings_of(tmp_path, known)
    assert settings.own_url == f"https://127.0.0.1:{settings.port}"
    assert settings.own_url in settings.origins
    connector = aiohttp.TCPConnector(ssl=known.trusting())
    async with serving(settings), aiohttp.ClientSession(connector=connector) as client:
        async with client.get(settings.own_url + "/api/about") as answer:
            assert answer.status == 200
            assert "max-age=" in answer.headers["Strict-Transport-Security"]
        own = {"Origin": settings.own_url, "Content-Type": "application/json"}
        async with client.post(settings.own_url + "/api/sign-in", headers=own) as answer:
            assert answer.status == 400
        async with client.ws_connect(settings.own_url + "/ws/agent") as leg:
            await leg.send_json({"type": "hello", "v": 1, "pc": "PC", "resume": ""})
            assert (await leg.receive_json())["type"] == "registered"
    with socket.socket() as again:
        again.bind(("127.0.0.1", settings.port))


@pytest.mark.parametrize(
    ("newest", "spoken"),
    [(ssl.TLSVersion.TLSv1_1, None), (ssl.TLSVersion.TLSv1_2, "TLSv1.2"), (None, "TLSv1.3")],
)
@pytest.mark.filterwarnings("ignore:ssl.TLSVersion:DeprecationWarning")
async def test_nothing_older_than_tls_1_2(
    tmp_path: Path, known: Authority, newest: ssl.TLSVersion | None, spoken: str | None
) -> None:
    client = known.trusting()
    client.set_ciphers("ALL:@SECLEVEL=0")
    client.minimum_version = ssl.TLSVersion.TLSv1
    if newest is not None:
        client.maximum_version = newest
    assert speak(Certificate(*known.certificate(tmp_path)).context, client) == spoken


def speak(server: ssl.SSLContext, client: ssl.SSLContext) -> str | None:
    """The version that both agree on; None where they do not."""
    there, back = ssl.MemoryBIO(), ssl.MemoryBIO()
    ends = [
        client.wrap_bio(back, there, server_hostname="localhost"),
        server.wrap_bio(there, back, server_side=True),
    ]
    for _ in range(6):
        for end in ends:
            try:
                end.do_handshake()
            except ssl.SSLWantReadError:
                continue
            except ssl.SSLError:
                return None
    return ends[0].version()


def serial(certificate: Certificate, known: Authority) -> str:
    """The serial number of the certificate that a new connection is shown."""
    there, back = ssl.MemoryBIO(), ssl.MemoryBIO()
    client = known.trusting().wrap_bio(back, there, server_hostname="localhost")
    server = certificate.context.wrap_bio(there, back, server_side=True)
    for _ in range(6):
        for end in (client, server):
            try:
                end.do_handshake()
            except ssl.SSLWantReadError:
                continue
    shown = client.getpeercert()
    assert shown is not None
    return str(shown["serialNumber"])


async def test_a_new_certificate_is_taken_up(tmp_path: Path, known: Authority) -> None:
    files = known.certificate(tmp_path)
    certificate = Certificate(*files)
    first = serial(certificate, known)
    assert certificate.look() is False
    renew(known, tmp_path, files)
    assert certificate.look() is True
    assert serial(certificate, known) != first
    assert certificate.look() is False


def renew(known: Authority, folder: Path, files: tuple[Path, Path]) -> None:
    """Another certificate in the place of these files, as certbot's renewal puts one there."""
    for new, old in zip(known.certificate(folder, "renewed"), files, strict=True):
        new.replace(old)


@pytest.mark.parametrize("broken", ["no certificate", "cut key", "another's key", "gone"])
async def test_a_broken_new_certificate_leaves_the_old_one_in_use(
    tmp_path: Path, known: Authority, caplog: pytest.LogCaptureFixture, broken: str
) -> None:
    chain, key = known.certificate(tmp_path)
    certificate = Certificate(chain, key)
    first = serial(certificate, known)
    kept = tmp_path / "kept.key"
    shutil.copy(key, kept)
    match broken:
        case "no certificate":
            chain.write_text("-----BEGIN CERTIFICATE-----\nnothing\n-----END CERTIFICATE-----\n")
        case "cut key":
            key.write_bytes(key.read_bytes()[:60])
        case "another's key":
            known.certificate(tmp_path, "other")[1].replace(key)
        case "gone":
            key.unlink()
    with caplog.at_level(logging.ERROR, logger="affianco.tls"):
        for _ in range(3):
            assert certificate.look() is False
    assert serial(certificate, known) == first
    assert len(caplog.records) == (0 if broken == "gone" else 1)
    for new, old in zip(known.certificate(tmp_path, "right"), (chain, key), strict=True):
        new.replace(old)
    assert certificate.look() is True
    assert serial(certificate, known) != first


async def test_the_files_are_looked_at_again_and_again(tmp_path: Path, known: Authority) -> None:
    slept: list[float] = []
    turn = asyncio.Event()

    async def sleep(seconds: float) -> None:
        slept.append(seconds)
        await turn.wait()
        turn.clear()

    files = known.certificate(tmp_path)
    certificate = Certificate(*files, sleep=sleep)
    first = serial(certificate, known)
    keeping = asyncio.create_task(certificate.keep())
    renew(known, tmp_path, files)
    await soon(lambda: len(slept) == 1)
    assert serial(certificate, known) == first
    turn.set()
    await soon(lambda: serial(certificate, known) != first)
    keeping.cancel()
    assert set(slept) == {LOOK_SECONDS}


async def test_a_connection_outlives_its_certificate(tmp_path: Path, known: Authority) -> None:
    settings = settings_of(tmp_path, known)
    connector = aiohttp.TCPConnector(ssl=known.trusting())
    async with (
        serving(settings),
        aiohttp.ClientSession(connector=connector) as client,
        client.ws_connect(settings.own_url + "/ws/agent") as leg,
    ):
        renew(known, tmp_path, (Path(settings.tls_cert), Path(settings.tls_key)))
        await leg.send_json({"type": "hello", "v": 1, "pc": "PC", "resume": ""})
        assert (await leg.receive_json())["type"] == "registered"


def test_a_key_with_a_passphrase_is_refused_and_nobody_is_asked(
    tmp_path: Path, known: Authority
) -> None:
    from cryptography.hazmat.primitives import serialization

    chain, key = known.certificate(tmp_path)
    private = serialization.load_pem_private_key(key.read_bytes(), None)
    sealed = private.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(b"secret"),
    )
    key.write_bytes(sealed)
    settings = Settings(data_dir=tmp_path, tls_cert=str(chain), tls_key=str(key))
    with pytest.raises(Plain) as told:
        certificate_of(settings)
    assert told.value.key == "tls_unusable"


def test_half_a_certificate_stops_the_start(tmp_path: Path) -> None:
    for given, lacking in (("tls_cert", "tls_key"), ("tls_key", "tls_cert")):
        with pytest.raises(BadSetting) as bad:
            load({}, {given: "x.pem"}, tmp_path)
        assert (bad.value.field, bad.value.reason) == (lacking, "bad_tls_half")


def test_files_that_are_not_there_stop_the_start(tmp_path: Path) -> None:
    missing = str(tmp_path / "none.pem")
    with pytest.raises(Plain) as told:
        certificate_of(Settings(data_dir=tmp_path, tls_cert=missing, tls_key=missing))
    assert told.value.key == "tls_unusable"
