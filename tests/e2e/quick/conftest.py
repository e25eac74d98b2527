"""A browser and a screen for all of it, and a firm in which quick access stands."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.e2e.quick.standing import Standing, standing
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


@pytest.fixture(scope="package")
def set_up(
    browser: Browser, display: Display, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Standing]:
    with standing(tmp_path_factory.mktemp("standing"), browser, display) as it:
        yield it


@pytest.fixture
def one(set_up: Standing) -> Standing:
    """Everything as it was when all had been set up."""
    set_up.begin()
    return set_up
