"""What the broker says with its two legs, the agent and the console.

A stdlib-only leaf: the agent imports this package and nothing else of the broker.
The page docs/protocol.md describes every name here; a test fails when the two part.
"""
