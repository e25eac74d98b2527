"""A browser, a screen, and an office in each language."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.e2e.bad.office import LANGUAGES, Office, office
from tests.stack.console import chromium
from tests.stack.display import Display, virtual_screen


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    with chromium() as one:
        yield one


@pytest.fixture(scope="package")
def display() -> Iterator[Display]:
    with virtual_screen() as one:
        yield one


@pytest.fixture(params=LANGUAGES)
def one(
    request: pytest.FixtureRequest,
    browser: Browser,
    display: Display,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> Iterator[Office]:
    with caplog.at_level(logging.WARNING), office(browser, display, tmp_path, request.param) as it:
        yield it
    assert "Traceback" not in caplog.text
