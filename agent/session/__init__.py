"""The pure core of one agent run."""

from agent.session.run import Stage
from agent.session.table import Session

__all__ = ["Session", "Stage"]
