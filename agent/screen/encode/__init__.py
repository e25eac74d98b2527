"""The picture encoder: a chain of pure steps from captured pixels to picture operations."""
