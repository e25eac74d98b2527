"""A WebSocket of bounded size, and the rules of RFC 6455 that aiohttp leaves out."""
