"""What is inside a sealed record: the messages between agent and console, as bytes.

Pure: no I/O, no clock, no randomness. docs/protocol.md describes every record, web/frames/ is the
same in the browser, and tests/vectors/frames/ holds both to one set of examples. Exactly one
encoding of each message is accepted.
"""
