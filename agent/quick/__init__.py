"""Quick access on this PC: who comes in without codes, and within which limits. Pure."""
