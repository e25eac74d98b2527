"""The other end of `rab1`, written a second time for the tests alone."""
