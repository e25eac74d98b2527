"""The agent on stdin and stdout, line by line: the same questions, typed answers."""

from agent.terminal.lines import OVER_SECONDS
from agent.terminal.talk import Terminal

__all__ = ["OVER_SECONDS", "Terminal"]
