"""What is drawn on the measured screen: an X client of its own that does the same every time."""
