"""Where the two legs of a session find each other."""

from broker.rendezvous.desk import Rendezvous

__all__ = ["Rendezvous"]
