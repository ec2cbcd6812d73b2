"""Errors that a user can do something about.

    GyurError                 root: what happened, where, what to do next
    ├── GlossaryError         a glossary file or entry is wrong        (here)
    └── ...                   the rest of the tree: translate/errors.py

The root lives in the leaf package so that both packages share it. Only ``translate.cli`` turns
these into exit codes; nothing else catches them to print.
"""

from __future__ import annotations

LONGEST = 2_000
"""Characters of a message; what is longer floods the screen."""


class GyurError(Exception):
    """A mistake or obstacle outside the program.

    ``message`` says what happened, ``where`` names the file, line or segment, ``remedy`` says what
    to do next. ``str()`` joins the three into the one line that a user sees.
    """

    def __init__(self, message: str, *, where: str = "", remedy: str = "") -> None:
        if len(message) > LONGEST:  # a parser may quote a name of any length
            message = f"{message[:LONGEST]}…"
        super().__init__(message)
        self.message = message
        self.where = where
        self.remedy = remedy

    def __str__(self) -> str:
        text = f"{self.where}: {self.message}" if self.where else self.message
        return f"{text}. {self.remedy}" if self.remedy else text


class GlossaryError(GyurError):
    """A glossary file cannot be read, or its entries contradict each other."""
