"""A file put through gyur as ``gyur translate FILE -e scripted`` and its sisters would put it."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from glossary import exchange
from translate import formats, pipeline
from translate.document import Translation
from translate.drafting import Settings
from translate.engines.scripted import Scripted
from translate.errors import GyurError
from translate.formats import bilingual

TARGET = Translation("རྩ་ཁྲིམས་ལས་འགལ་བ།")
_FEW = 200
"""Blocks that are translated sentence by sentence; in larger documents all get one target."""
_SHORT = 20_000
"""Characters of a document that is."""


def is_read(kind: str, extension: str) -> bool:
    """Whether gyur reads such files here."""
    if kind == "glossary":
        entry: str | None = exchange.FORMATS.get(extension)
    else:
        registry = formats.REGISTRY if kind == "document" else bilingual.REGISTRY
        entry = registry.get(extension)
    return entry is not None and find_spec(entry.partition(":")[0]) is not None


def put_through(kind: str, path: Path, folder: Path) -> GyurError | None:
    """Read the file and write what came of it into ``folder``; the error, if it is refused.

    Raises whatever else goes wrong, and AssertionError where an error does not help, the input was
    changed or something was left behind.
    """
    before = path.read_bytes()
    out = folder / f"out{''.join(path.suffixes[-2:]) if kind == 'glossary' else path.suffix}"
    refused = None
    try:
        _PUT[kind](path, out)
    except GyurError as error:
        refused = error
        assert error.message, "an error without a message"
        assert error.where.startswith(str(folder)), f"where: {error.where!r}"
        assert error.remedy, f"no remedy: {error.message}"
        assert len(str(error)) < 3000, "an error that floods the screen"
    assert path.read_bytes() == before, "the input was changed"
    left = {item.name for item in folder.iterdir()} - {path.name}
    written = {out.with_suffix(".docx").name, out.name}
    assert len(left) <= 1 and left <= written, f"left behind: {left}"
    assert refused is None or not left, f"refused, and yet there is {left}"
    return refused


def _document(path: Path, out: Path) -> None:
    form = formats.for_path(path)
    out = out.with_suffix(formats.written_as(path))
    document = form.read(path)
    assert any(block.text.strip() for block in document.blocks), "nothing to translate"
    assert len({block.id for block in document.blocks}) == len(document.blocks), "an id twice"
    for block in document.blocks:
        block.text.encode("utf-8")  # halves of surrogates would end the run later
        assert all(0 <= m.start <= m.end <= len(block.text) for m in block.marks), "a mark outside"
    length = sum(len(block.text) for block in document.blocks)
    if len(document.blocks) <= _FEW and length <= _SHORT:
        pipeline.translate_file(path, out, Settings(Scripted(), ()))
    else:
        form.write(document, {block.id: TARGET for block in document.blocks}, out)


def _bilingual(path: Path, out: Path) -> None:
    form = bilingual.for_path(path)
    units = form.read_units(path)
    assert units, "no unit"
    form.write_units(units, out, path.name)
    again = form.read_units(out)
    assert [u.source for u in again] == [u.source for u in units], "sources changed"


def _glossary(path: Path, out: Path) -> None:
    terms = exchange.load(path)
    exchange.write(terms, out)


_PUT = {"document": _document, "bilingual": _bilingual, "glossary": _glossary}
