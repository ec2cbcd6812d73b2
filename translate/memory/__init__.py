"""Translation memory: text that a person accepted, exact and fuzzy, in an SQLite file."""

from translate.memory.record import Accepted, Stats
from translate.memory.store import Memory

__all__ = ["Accepted", "Memory", "Stats"]
