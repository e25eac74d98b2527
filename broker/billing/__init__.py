"""From an ended session to a bill: what was agreed, what it costs, what the month end decides."""
