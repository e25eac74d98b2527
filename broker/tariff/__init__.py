"""What work costs under a contract, and why. Pure: no I/O, clock or randomness.

Amounts are whole cents without VAT, lengths whole milliseconds, instants aware and in UTC.
"""
