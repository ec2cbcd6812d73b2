"""Hostile PDF files: broken tables of objects, circles, bombs, locks, and pages without text."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Mapping

from tests.hostile import Case
from tests.sound import TITLE, pdf, pdf_objects, stream

_PAGE = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R {} >>"


def cases() -> Iterator[Case]:
    """Every case."""
    for label, changes in _OBJECTS.items():
        yield Case("document", label, ".pdf", _with(changes))
    for label, change in _BYTES.items():
        yield Case("document", label, ".pdf", lambda c=change: c(pdf(pdf_objects())))  # type: ignore[misc]
    for number in pdf_objects():
        yield Case("document", f"without object {number}", ".pdf", _with({number: "null"}))
    yield Case("document", "encrypted", ".pdf", _encrypted)
    yield Case("document", "a stream that is a bomb", ".pdf", _bomb, large=True)
    yield Case("document", "pages in pages", ".pdf", _deep_pages)


def _with(changes: Mapping[int, str | bytes]) -> Callable[[], bytes]:
    return lambda: pdf({**pdf_objects(), **changes})


def _shown(operators: str) -> bytes:
    """A line of Chinese, with these operators before it is shown."""
    text = TITLE.encode("utf-16-be").hex()
    return f"BT /song 12 Tf 1 0 0 1 72 700 Tm {operators} <{text}> Tj ET\n".encode()


_MANY = " ".join(["3 0 R"] * 500)
_OBJECTS: dict[str, dict[int, str | bytes]] = {
    "no pages": {2: "<< /Type /Pages /Kids [] /Count 0 >>"},
    "pages that are their own": {2: "<< /Type /Pages /Kids [2 0 R] /Count 1 >>"},
    "pages in a circle": {
        2: "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        3: "<< /Type /Pages /Parent 2 0 R /Kids [2 0 R] /Count 1 >>",
    },
    "a negative number of pages": {2: "<< /Type /Pages /Kids [3 0 R] /Count -1 >>"},
    "a billion pages": {2: "<< /Type /Pages /Kids [3 0 R] /Count 1000000000 >>"},
    "a page 500 times": {2: f"<< /Type /Pages /Kids [{_MANY}] /Count 500 >>"},
    "a page without a size": {3: "<< /Type /Page /Parent 2 0 R /Contents 4 0 R >>"},
    "a page of no size": {3: _PAGE.format("/CropBox [0 0 0 0]")},
    "a page of a giant size": {
        3: _PAGE.format("").replace("595 842", "99999999999 99999999999"),
    },
    "a page of an odd size": {3: _PAGE.format("").replace("0 0 595 842", "(a) null -1")},
    "a page turned by 45 degrees": {3: _PAGE.format("/Rotate 45")},
    "a page without fonts": {3: _PAGE.format("")},
    "no text": {4: stream(b"0 0 100 100 re f")},
    "text that is not shown": {4: stream(_shown("3 Tr"))},
    "text outside the page": {4: stream(_shown("1 0 0 1 -9000 9000 Tm"))},
    "text of no size": {4: stream(_shown("/song 0 Tf"))},
    "text of a giant size": {4: stream(_shown("/song 1e30 Tf"))},
    "text under an odd matrix": {4: stream(_shown("0 0 0 0 nan inf Tm"))},
    "text a thousand times": {4: stream(_shown("12 TL") * 1000)},
    "operators without operands": {4: stream(b"BT Tf Tj TJ Tm ET Q Q Q " * 500)},
    "100,000 states": {4: stream(b"q " * 100_000 + _shown(""))},
    "arrays in arrays": {4: stream(b"[" * 100_000 + b"]" * 100_000)},
    "a form that draws itself": {
        3: _PAGE.format("/Resources << /XObject << /a 4 0 R >> >>"),
        4: stream(b"/a Do", "/Type /XObject /Subtype /Form /BBox [0 0 9 9] "
                  "/Resources << /XObject << /a 4 0 R >> >>"),
    },
    "a stream that is too short": {4: stream(_shown(""), length=10**9)},
    "a stream of negative length": {4: stream(_shown(""), length=-1)},
    "a length that is its stream": {4: b"<< /Length 4 0 R >>\nstream\n\nendstream"},
    "a filter that is not there": {4: stream(_shown(""), "/Filter /Zzz")},
    "a filter a thousand times": {
        4: stream(b"", f"/Filter [{'/FlateDecode ' * 1000}]"),
    },
    "a stream that does not unpack": {4: stream(b"\xff" * 99, "/Filter /FlateDecode")},
    "a catalogue that is a page": {1: _PAGE.format("")},
    "a font that is its own": {
        5: "<< /Type /Font /Subtype /Type0 /BaseFont /a /DescendantFonts [5 0 R] >>"
    },
    "a font without an encoding": {5: "<< /Type /Font /Subtype /Type0 /BaseFont /a >>"},
    "a program that runs on opening": {
        1: "<< /Type /Catalog /Pages 2 0 R /OpenAction << /S /JavaScript /JS (app.alert(1)) >> >>"
    },
    "an object that is itself": {2: "2 0 R"},
}  # fmt: skip


_BYTES: dict[str, Callable[[bytes], bytes]] = {
    "no table": lambda data: data[: data.index(b"xref")],
    "a table elsewhere": lambda data: data.replace(b"startxref\n", b"startxref\n99"),
    "a table before the file": lambda data: data.replace(b"startxref\n", b"startxref\n-"),
    "a table of wrong places": lambda data: data.replace(b"00000000", b"99999999"),
    "a table in a circle": lambda data: data.replace(b"/Root 1 0 R", b"/Root 1 0 R /Prev 15"),
    "a giant table": lambda data: data.replace(b"xref\n0 8", b"xref\n0 99999999"),
    "no trailer": lambda data: data.replace(b"trailer", b"trail"),
    "no root": lambda data: data.replace(b"/Root 1 0 R", b""),
    "a root that is not there": lambda data: data.replace(b"/Root 1 0 R", b"/Root 99 0 R"),
    "no end": lambda data: data.replace(b"%%EOF", b""),
    "no head": lambda data: data[9:],
    "junk in front": lambda data: b"\n" * 900 + data,
    "much junk in front": lambda data: b"\n" * 5000 + data,
    "junk behind": lambda data: data + b"\xff" * 5000,
    "objects never closed": lambda data: data.replace(b"endobj", b""),
    "dictionaries never closed": lambda data: data.replace(b">>", b""),
    "another version": lambda data: data.replace(b"%PDF-1.7", b"%PDF-9.9"),
}


def _encrypted() -> bytes:
    lock = (
        f"<< /Filter /Standard /V 2 /R 3 /Length 128 /P -3904 /O <{'ab' * 32}> /U <{'cd' * 32}> >>"
    )
    trailer = f"/Encrypt 8 0 R /ID [<{'00' * 16}> <{'00' * 16}>]"
    return pdf({**pdf_objects(), 8: lock}, trailer=trailer)


def _bomb() -> bytes:
    packed = zlib.compress(b"q Q " * (16 * 2**20))
    return pdf({**pdf_objects(), 4: stream(packed, "/Filter /FlateDecode")})


def _deep_pages() -> bytes:
    objects = pdf_objects()
    count = 2000
    for n in range(count):
        kid = 3 if n == count - 1 else 100 + n + 1
        parent = 2 if n == 0 else 100 + n - 1
        objects[100 + n] = f"<< /Type /Pages /Parent {parent} 0 R /Kids [{kid} 0 R] /Count 1 >>"
    objects[2] = "<< /Type /Pages /Kids [100 0 R] /Count 1 >>"
    return pdf(objects)
