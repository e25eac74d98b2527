"""The shape of the log: leaves and nodes hashed as RFC 6962 does, proofs, signed heads. Pure."""
