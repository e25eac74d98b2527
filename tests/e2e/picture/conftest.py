"""One browser for all of these tests."""

from collections.abc import Iterator
from concurrent.futures import Executor, ThreadPoolExecutor

import pytest
from playwright.sync_api import Page

from tests.e2e.picture.sights import sight_page


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    with sight_page() as one:
        yield one


@pytest.fixture(scope="module")
def pool() -> Iterator[Executor]:
    with ThreadPoolExecutor(2) as two:
        yield two
