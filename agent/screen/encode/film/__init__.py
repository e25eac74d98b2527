"""What keeps moving, as a video."""
