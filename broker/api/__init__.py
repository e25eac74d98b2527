"""The JSON API of docs/protocol.md: each handler asks a service, and answers."""

from broker.api.table import Services, table

__all__ = ["Services", "table"]
