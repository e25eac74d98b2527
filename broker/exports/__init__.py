"""What leaves the broker for spreadsheets, programs and the accountant."""
