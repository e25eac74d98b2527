"""What both sides sign of a session: its text byte for byte, and how to check it. Pure."""
