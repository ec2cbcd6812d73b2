"""Checks: what a person should look at before a translation goes out; one module a check.

A check looks at one review and yields findings. It changes nothing, keeps no state and knows no
other check, so that any of them can be left out.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Protocol, cast

from glossary.errors import GyurError
from translate.document import Finding, Review

CHECKS: dict[str, str] = {
    "copied": "translate.checks.copied:Copied",
    "chinese": "translate.checks.chinese:Chinese",
    "terms": "translate.checks.terms:Terms",
    "numbers": "translate.checks.numbers:Numbers",
    "negation": "translate.checks.negation:Negation",
    "length": "translate.checks.length:Length",
    "repetition": "translate.checks.repetition:Repetition",
    "brackets": "translate.checks.brackets:Brackets",
    "punctuation": "translate.checks.punctuation:Punctuation",
    "style": "translate.checks.style:Style",
    "agreement": "translate.checks.agreement:Agreement",
    "syllables": "translate.checks.syllables:Syllables",
}
"""Name -> the class of the check, in the order in which findings are given: gravest first."""

ELSEWHERE = frozenset({"adapted", "consistency", "joined"})
"""Names in findings that no check of one review makes; a profile may leave them out too."""


class Check(Protocol):
    """One thing that can be wrong with a translation."""

    name: str
    """Its name in the registry, and in its findings."""

    def __call__(self, review: Review) -> Iterable[Finding]:
        """Yield a finding for each place that a person should look at.

        Spans lie within the segment's source and the target. ``review.findings`` is not looked at.
        """
        ...


def register(name: str, location: str) -> None:
    """Add the check ``location`` ("module:Class"); raise GyurError where the name is taken."""
    if name in CHECKS:
        raise GyurError(
            f"two checks have the name {name}",
            where=location,
            remedy=f"Choose another name; {CHECKS[name]} has this one.",
        )
    CHECKS[name] = location


@cache
def load(name: str) -> Check:
    """Return the check of that name; raise GyurError, listing the valid names, for any other."""
    if name not in CHECKS:
        raise GyurError(
            f"there is no check {name}", remedy=f"Use one of {', '.join(sorted(CHECKS))}."
        )
    module, _, class_name = CHECKS[name].partition(":")
    return cast(Check, getattr(import_module(module), class_name)())


@dataclass(frozen=True, slots=True)
class Profile:
    """Which findings a translator wants to see."""

    off: tuple[str, ...] = ()
    """Checks that are not run."""
    silenced: frozenset[str] = frozenset()
    """Marks of single findings that are not shown."""

    def run(self, review: Review) -> tuple[Finding, ...]:
        """What the checks find but for what is off or silenced. Raises GyurError as ``load``."""
        for name in self.off:
            if name not in ELSEWHERE:
                load(name)
        return self.wanted(review, run(review, [name for name in CHECKS if name not in self.off]))

    def wanted(self, review: Review, found: Iterable[Finding]) -> tuple[Finding, ...]:
        """The findings that are neither off nor silenced."""
        source = review.segment.source
        kept = (f for f in found if f.check not in self.off)
        return tuple(f for f in kept if mark(source, f) not in self.silenced)


ALL = Profile()


def mark(source: str, finding: Finding) -> str:
    """Eight digits that name a finding, to silence it by; equal while source and message are."""
    told = "\0".join((finding.check, source, finding.message))
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()[:8]


def run(review: Review, names: Iterable[str] | None = None) -> tuple[Finding, ...]:
    """Return what the named checks find, check by check; all checks where none are named.

    Raises GyurError for an unknown name.
    """
    checks = [load(name) for name in dict.fromkeys(CHECKS if names is None else names)]
    return tuple(finding for check in checks for finding in check(review))
