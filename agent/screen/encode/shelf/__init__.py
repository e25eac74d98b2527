"""What was covered and comes back."""
