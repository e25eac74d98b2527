"""What anyone may ask: who this broker is, whether it is well, what its API is."""

from collections.abc import Mapping
from importlib.metadata import version
from typing import Any

from broker.config import Settings
from broker.routing import Answer, Asked
from broker.store import Store
from broker.wire.limits import VERSION


class About:
    """Handlers that need no sign-in and change nothing."""

    def __init__(self, settings: Settings, store: Store) -> None:
        self._settings = settings
        self._store = store
        self._described: Mapping[str, Any] = {}
        self.version = version("affianco")

    def describe(self, description: Mapping[str, Any]) -> None:
        """Take the description of the API, built from the rows that name these handlers."""
        self._described = description

    async def about(self, _asked: Asked) -> Answer:
        """Who this broker is and what it speaks."""
        return {"name": self._settings.name, "version": self.version, "wire": VERSION}

    async def health(self, _asked: Asked) -> Answer:
        """Whether the database answers."""
        return {"ok": await self._store.answers()}

    async def openapi(self, _asked: Asked) -> Answer:
        """The description of this API, OpenAPI 3.1."""
        return self._described
