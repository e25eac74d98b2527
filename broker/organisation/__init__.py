"""The organisation's root, and the rosters that it signs."""
