"""One browser for all tests of the page; each test has a preview and a tab of its own."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.preview.browser import CHROMIUM, Page, chromium, opened
from tests.preview.running import Client, content, preview


@pytest.fixture(scope="package")
def browser() -> Iterator[str]:
    """A running Chromium."""
    if not CHROMIUM:
        pytest.skip("no Chromium on this machine: apt-get install chromium")
    with chromium() as address:
        yield address


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Where what was learnt is kept: not where the bot keeps it."""
    return str(tmp_path_factory.mktemp("cache"))


@pytest.fixture
def folder(tmp_path: Path, cache: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Small content that a test may change."""
    monkeypatch.setenv("BOT_CACHE_DIR", cache)
    return content(tmp_path / "intents")


@pytest.fixture
async def client(folder: Path) -> AsyncIterator[Client]:
    """The preview of the folder."""
    async with preview(folder) as client:
        await client.at("live")
        yield client


@pytest.fixture
async def page(browser: str, client: Client) -> AsyncIterator[Page]:
    """The preview's page with its content live; at the end of the test no script may have failed."""
    async with opened(browser, client.address) as page:
        await page.until("document.querySelector('#status').dataset.stage === 'live'")
        await page.until("!!document.querySelector('.welcome button')")
        yield page
        assert page.errors == []
