"""What an account proves itself by: passwords, codes, recovery codes, passkeys."""
