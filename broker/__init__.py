"""The broker: HTTP API, console, relay and ledger of Affianco."""
