"""Every error a user can meet.

GyurError
├── GlossaryError            glossary file or entry
├── InputError               a file to translate cannot be read as what it claims to be
│   └── UnsafeInputError     ... and reading it would be dangerous (zip bomb, external entity)
├── OutputError              the result cannot be written
├── EngineError              an engine is unknown, unavailable or failed
├── JournalError             a run cannot be resumed
└── ProjectError             gyur.toml cannot be read or written
"""

from __future__ import annotations

from glossary.errors import GlossaryError, GyurError

__all__ = [
    "EngineError",
    "GlossaryError",
    "GyurError",
    "InputError",
    "JournalError",
    "OutputError",
    "ProjectError",
    "UnsafeInputError",
]


class InputError(GyurError):
    """A file to translate cannot be read as what it claims to be."""


class UnsafeInputError(InputError):
    """Reading the file would be dangerous: a ZIP bomb, an external entity, a path outside."""


class OutputError(GyurError):
    """A result cannot be written; whatever stood at its place is untouched."""


class EngineError(GyurError):
    """An engine is unknown, not installed here, or failed."""


class JournalError(GyurError):
    """An interrupted run cannot be resumed."""


class ProjectError(GyurError):
    """A project's settings cannot be read or written."""
