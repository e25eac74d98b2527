"""Quick access: enrolments, PCs, the roster and device requests.

Two wishes are needed, each of which can be withdrawn at any time: the customer's signed enrolment,
which the office enters, and the opt-in on the PC itself. Every change is in the audit.
"""

from broker.quick.agents import Agents
from broker.quick.base import Audit, Base
from broker.quick.pcs import Pcs
from broker.quick.roster import RosterKeeping

__all__ = ["Audit", "Base", "QuickAccess"]


class QuickAccess(Pcs, Agents, RosterKeeping):
    """The whole service."""
