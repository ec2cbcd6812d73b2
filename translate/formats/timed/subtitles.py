"""Subtitles (.srt, .vtt): what is said is translated, when and where it is shown stays."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from translate.document import Block, Document, Kind, Translations
from translate.errors import InputError
from translate.formats.charset import decode, encode
from translate.formats.files import foreign, read_bytes, replacing
from translate.formats.timed.cue import Cue, read_cue, written_cue

LARGEST = 5 * 1024 * 1024
"""Bytes; those of a film take a fiftieth."""

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_END = re.compile(r"[\r\n]*\Z")
_TIMING = re.compile(r"\s*-?\d[\d:., ]*-->\s*-?\d[\d:.,]*")
"""Also times that no player takes, so that a slip in one does not hide its text."""
_HEAD = re.compile(r"WEBVTT(?:[ \t\r\n]|\Z)")


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Lines that are shown together: ``lines[start:end]``."""

    id: str
    start: int
    end: int
    cue: Cue


@dataclass(frozen=True, slots=True)
class _Skeleton:
    path: Path
    data: bytes
    lines: tuple[str, ...]
    """With their line ends."""
    stretches: tuple[_Stretch, ...]


class _Subtitles:
    extensions: frozenset[str]
    written_as = ""
    _format: str
    _entities: bool
    """Whether text is spelled with ``&amp;``, and ends at the first empty line."""

    def read(self, path: Path) -> Document:
        """One block for each subtitle with text. Raises InputError."""
        data = read_bytes(path, LARGEST)
        text = decode(data, path)
        self._check_head(text, path)
        lines = tuple(_LINE.findall(text))
        stretches = tuple(self._stretches(lines))
        if not stretches:
            raise InputError(
                "there is no subtitle with text: nothing to translate",
                where=str(path),
                remedy="Before each there must be a time, as 00:00:01,000 --> 00:00:04,000.",
            )
        blocks = tuple(Block(s.id, s.cue.text, Kind.LINE, s.cue.marks) for s in stretches)
        return Document(path.name, self._format, blocks, _Skeleton(path, data, lines, stretches))

    def write(self, document: Document, translations: Translations, path: Path) -> None:
        """The same subtitles with translations in their places. Raises OutputError."""
        skeleton = document.skeleton
        if not isinstance(skeleton, _Skeleton) or document.format != self._format:
            raise foreign(document, path)
        due = [stretch for stretch in skeleton.stretches if stretch.id in translations]
        text = "".join(self._written(skeleton.lines, due, translations))
        with replacing(path, skeleton.path) as file:
            file.write(encode(text, skeleton.data) if due else skeleton.data)

    def _check_head(self, text: str, path: Path) -> None:
        is_webvtt = _HEAD.match(text) is not None
        if is_webvtt != self._entities and text.strip():
            says = "begins with WEBVTT" if is_webvtt else "does not begin with WEBVTT"
            other = ".vtt" if is_webvtt else ".srt"
            raise InputError(
                f"the file {says}, so it is not a {path.suffix.lower()} file",
                where=str(path),
                remedy=f"Let its name end in {other}, if that is what it is.",
            )

    def _stretches(self, lines: tuple[str, ...]) -> Iterator[_Stretch]:
        for name, start, end in self._texts(lines):
            cue = read_cue(
                [line.rstrip("\r\n") for line in lines[start:end]], entities=self._entities
            )
            if cue.text.strip():
                yield _Stretch(name, start, end, cue)

    def _texts(self, lines: tuple[str, ...]) -> Iterator[tuple[str, int, int]]:
        """Id and lines of each text: the second of a cue, behind an empty line, is 7.2."""
        cue = part = 0
        start: int | None = None
        for number, line in enumerate([*lines, ""]):
            timed = _TIMING.match(line) is not None
            blank = not line.strip("\r\n" if self._entities else None)
            if not timed and not blank:
                start = number if start is None and cue and part >= 0 else start
                continue
            # The number of the next cue, where no empty line stands before it.
            end = number - 1 if timed and number and lines[number - 1].strip().isdigit() else number
            if start is not None and start < end:
                part += 1
                yield (str(cue) if part == 1 else f"{cue}.{part}"), start, end
            start = None
            if timed:
                cue, part = cue + 1, 0
            elif self._entities:
                part = -1  # what follows an empty line is a comment, a style or an identifier

    def _written(
        self, lines: tuple[str, ...], due: list[_Stretch], translations: Translations
    ) -> Iterator[str]:
        at = 0
        for stretch in due:
            yield from lines[at : stretch.start]
            new = written_cue(stretch.cue, translations[stretch.id], entities=self._entities)
            first, last = (_end(lines[n]) for n in (stretch.start, stretch.end - 1))
            yield (first or "\n").join(new) + (last if new else "")
            at = stretch.end
        yield from lines[at:]


class SubRip(_Subtitles):
    """``.srt``: blocks 1, 2, … by the order of the times; ids do not follow the file's numbers.

    The lines of a subtitle are one text, and its translation has as many lines. Tags (``<i>``,
    ``<font>``, ``{\\an8}``) are marks. A sentence that runs on over several subtitles is several
    texts: times belong to its parts. Reads what ``charset`` reads; writes UTF-8, with a byte order
    mark unless the file was UTF-8 without one.
    """

    extensions = frozenset({".srt"})
    _format = "srt"
    _entities = False


class WebVtt(_Subtitles):
    """``.vtt`` (W3C WebVTT): as ``.srt``; comments, styles, regions and identifiers stay.

    The names of speakers (``<v Name>``) stay too: they are not shown.
    """

    extensions = frozenset({".vtt"})
    _format = "vtt"
    _entities = True


def _end(line: str) -> str:
    match = _END.search(line)
    return "" if match is None else match[0]
