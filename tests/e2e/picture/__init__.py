"""The console in a real browser shows what was encoded, and nothing of what it may not."""
