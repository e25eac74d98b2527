"""The agent: the program that the customer starts by hand and can stop at any moment."""
