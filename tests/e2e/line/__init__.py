"""Slow, lossy and stalled lines between real ends."""
