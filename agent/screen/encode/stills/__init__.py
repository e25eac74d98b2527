"""What stands still: flat, exact and coarse tiles."""
