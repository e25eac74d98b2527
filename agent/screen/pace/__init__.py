"""How much the line carries, and so when the next picture is made and how large it may be."""

from agent.screen.pace.pacing import Pacing

__all__ = ["Pacing"]
