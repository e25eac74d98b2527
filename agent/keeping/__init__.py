"""Where an opt-in is kept on this PC: small files of this user's own, and the system's keyring."""
