"""Formats: what reads a file into a document and writes it again. One registry, one module each."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Literal, Protocol, cast

from translate.document import Document, Translations
from translate.errors import InputError, OutputError
from translate.formats.files import check_place

REGISTRY: dict[str, str] = {
    ".docx": "translate.formats.word.docx:Docx",
    ".pdf": "translate.formats.pdf:Pdf",
    ".txt": "translate.formats.text:Text",
    ".md": "translate.formats.web.markdown:Markdown",
    ".markdown": "translate.formats.web.markdown:Markdown",
    ".html": "translate.formats.web.html:Html",
    ".htm": "translate.formats.web.html:Html",
    ".xhtml": "translate.formats.web.html:Html",
    ".epub": "translate.formats.web.epub:Epub",
    ".csv": "translate.formats.tables.table:Csv",
    ".tsv": "translate.formats.tables.table:Tsv",
    ".xlsx": "translate.formats.tables.sheet:Xlsx",
    ".srt": "translate.formats.timed.subtitles:SubRip",
    ".vtt": "translate.formats.timed.subtitles:WebVtt",
    ".xlf": "translate.formats.interchange.xliff:Xliff",
    ".xliff": "translate.formats.interchange.xliff:Xliff",
    ".sdlxliff": "translate.formats.interchange.xliff:Xliff",
    ".mqxliff": "translate.formats.interchange.xliff:Xliff",
    ".mxliff": "translate.formats.interchange.xliff:Xliff",
}
"""A file name's extension, in lower case -> the class that reads and writes such files."""

Tracked = Literal["accept", "refuse"]
"""Tracked changes: carried out in what is translated, or an error."""

_RELATIVES = {
    ".doc": "Save it as .docx in Word, WPS or LibreOffice",
    ".wps": "Save it as .docx in WPS",
    ".odt": "Save it as .docx in LibreOffice",
    ".rtf": "Save it as .docx in Word, WPS or LibreOffice",
    ".xls": "Save it as .xlsx in Excel, WPS or LibreOffice",
    ".et": "Save it as .xlsx in WPS",
    ".ods": "Save it as .xlsx in LibreOffice",
}


class Format(Protocol):
    """One kind of file; ``write(read(path))`` without translations is lossless."""

    extensions: frozenset[str]
    """In lower case, with the dot."""
    written_as: str
    """The extension that its documents are written with; "" for the one they were read with."""

    def read(self, path: Path) -> Document:
        """The file's translatable text, in reading order; at least one block is not white space.

        Raises InputError where the file is missing, not what its name says, or has no text, and
        UnsafeInputError where reading on would be dangerous.
        """
        ...

    def write(self, document: Document, translations: Translations, path: Path) -> None:
        """Write ``document`` to ``path`` with the given blocks replaced and all else as it was.

        A file that stands at ``path`` is replaced at the very end. Raises OutputError where that
        cannot be, or where it is the file that the document was read from.
        """
        ...


def for_path(path: Path, tracked: Tracked = "accept") -> Format:
    """The format that a file's extension stands for; nothing is opened.

    ``tracked`` is what becomes of a Word document's tracked changes. Raises InputError listing the
    extensions there are.
    """
    extension = path.suffix.lower()
    entry = REGISTRY.get(extension)
    if entry is None:
        advice = _RELATIVES.get(extension)
        raise InputError(
            f"no document format has the extension {extension or '(none)'}",
            where=str(path),
            remedy=f"{advice + '. ' if advice else ''}Readable are {', '.join(sorted(REGISTRY))}.",
        )
    module, _, name = entry.partition(":")
    form = getattr(import_module(module), name)
    return cast(Format, form(tracked) if extension == ".docx" else form())


def check_output(source: Path, output: Path) -> None:
    """Raise, before any work, the errors that writing ``source``'s translation would end in.

    InputError for an extension that nothing reads; OutputError where ``output`` has not the
    extension that documents like ``source`` are written with, the folder does not exist, or it is
    the input.
    """
    wanted = written_as(source)
    if type(for_path(Path("a" + wanted))) is not type(for_path(output)):
        raise OutputError(
            f"a {source.suffix.lower()} document cannot be written as {output.suffix.lower()}",
            where=str(output),
            remedy=f"Let its name end in {wanted.lower()}.",
        )
    check_place(output, source)


def written_as(source: Path) -> str:
    """The extension of ``source``'s translation: its own, unless its format cannot be written."""
    return for_path(source).written_as or source.suffix
