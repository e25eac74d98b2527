"""Small changes as copies of what stands elsewhere."""
