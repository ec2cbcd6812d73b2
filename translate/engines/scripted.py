"""An engine without a model: every dry run and most tests use it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from translate.document import Draft, Link, Request
from translate.engines import Enforcement

FILLER = "ཚིག"
"""Stands for each stretch that is no term: a visible, well-formed stand-in."""


class Scripted:
    """Answers from a script; without one, writes the constraints' targets in source order."""

    enforcement = Enforcement.INLINE

    def __init__(self, script: Mapping[str, str] | None = None) -> None:
        self.script = dict(script or {})
        self.signature = f"scripted {len(self.script)}"

    def translate(self, requests: Sequence[Request], alternatives: int = 1) -> list[list[Draft]]:
        """One draft a request: the script's, else terms and fillers."""
        return [
            [Draft(self.script[r.source]) if r.source in self.script else _stand_in(r)]
            for r in requests
        ]


def _stand_in(request: Request) -> Draft:
    text, links, at = "", [], 0
    for constraint in request.constraints:
        if constraint.start > at:
            text += ("་" if text else "") + FILLER
        text += "་" if text else ""
        start = len(text)
        text += constraint.target
        links.append(Link(constraint.start, constraint.end, start, len(text)))
        at = constraint.end
    if at < len(request.source) or not text:
        text += ("་" if text else "") + FILLER
    return Draft(text + "།", links=tuple(links))


def load(argument: str) -> Scripted:
    """The engine; the argument is not used."""
    return Scripted()
