"""Any bytes at all into everything that reads what others wrote."""
