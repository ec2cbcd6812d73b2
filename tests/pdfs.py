"""PDF files made by hand for tests: text where it is put, in fonts that need no embedding."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

A4 = (595.0, 842.0)

_ADOBE = "/CIDSystemInfo << /Registry (Adobe) /Ordering ({}) /Supplement {} >>"
_FONTS = {
    "song": ("STSong-Light", "UniGB-UCS2-H", _ADOBE.format("GB1", 2)),
    "hei": ("STHeiti-Regular,Bold", "UniGB-UCS2-H", _ADOBE.format("GB1", 2)),
    "vertical": ("STSong-Light", "UniGB-UCS2-V", _ADOBE.format("GB1", 2)),
    "mute": ("Subset", "Identity-H", _ADOBE.format("Identity", 0)),
    "any": ("Subset", "Identity-H", _ADOBE.format("Identity", 0)),
}
"""Name -> font, encoding and character set. Nothing says what characters of "mute" mean; "any" has
all of Unicode's first plane."""
_ROMAN = "<< /Type /Font /Subtype /Type1 /BaseFont /Times-Roman /Encoding /WinAnsiEncoding >>"


@dataclass(frozen=True)
class Text:
    """A line of text whose first character's origin is at ``x``, ``y`` from the lower left.

    ``turned`` counts quarter turns to the left.
    """

    x: float
    y: float
    text: str
    size: float = 12.0
    font: str = "song"
    turned: int = 0

    def operators(self) -> str:
        """What draws it."""
        if self.font == "roman":
            escaped = self.text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
            shown = f"({escaped})"
        else:
            shown = f"<{self.text.encode('utf-16-be').hex()}>"
        a, b = [(1, 0), (0, 1), (-1, 0), (0, -1)][self.turned % 4]
        matrix = f"{a} {b} {-b} {a} {self.x} {self.y} Tm"
        return f"BT /{self.font} {self.size} Tf {matrix} {shown} Tj ET"


@dataclass(frozen=True)
class Picture:
    """A grey picture over that part of the page."""

    left: float = 0.0
    bottom: float = 0.0
    width: float = A4[0]
    height: float = A4[1]

    def operators(self) -> str:
        """What draws it."""
        return f"q {self.width} 0 0 {self.height} {self.left} {self.bottom} cm /picture Do Q"


@dataclass(frozen=True)
class Rule:
    """A black line of a point's width, from corner to corner."""

    left: float
    bottom: float
    right: float
    top: float

    def operators(self) -> str:
        """What draws it."""
        return f"1 w {self.left} {self.bottom} m {self.right} {self.top} l S"


@dataclass(frozen=True)
class Page:
    """What stands on a page, in the order in which it is drawn."""

    items: Sequence[Text | Picture | Rule] = ()
    size: tuple[float, float] = A4
    rotate: int = 0
    raw: str = field(default="", repr=False)
    """Operators drawn before all items."""


def make(path: Path, pages: Iterable[Page], trailer: str = "") -> Path:
    """Write a PDF of these pages; the same pages give the same bytes."""
    path.write_bytes(content(pages, trailer))
    return path


def content(pages: Iterable[Page], trailer: str = "") -> bytes:
    """The bytes of a PDF of these pages; ``trailer`` is added to its trailer dictionary."""
    fonts = [_font(name) for name in _FONTS]
    names = " ".join(f"/{name} {4 + number} 0 R" for number, name in enumerate(_FONTS))
    picture = 4 + len(fonts)
    fonts[-1] = fonts[-1].replace(b"/Type0", f"/Type0 /ToUnicode {picture + 1} 0 R".encode())
    resources = f"<< /Font << {names} /roman {_ROMAN} >> /XObject << /picture {picture} 0 R >> >>"
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b"", resources.encode(), *fonts, _PICTURE]
    objects.append(_to_unicode())
    kids = []
    for page in pages:
        drawn = "\n".join([page.raw, *(item.operators() for item in page.items)])
        objects.append(_stream("", drawn.encode("latin-1")))
        width, height = page.size
        kids.append(f"{len(objects) + 1} 0 R")
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {width} {height}] /Rotate {page.rotate}"
            f" /Resources 3 0 R /Contents {len(objects)} 0 R >>".encode()
        )
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>".encode()
    return _file(objects, trailer)


def _font(name: str) -> bytes:
    base, encoding, collection = _FONTS[name]
    descendant = (
        f"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /{base} {collection}"
        f" /DW 1000 /W [1 95 500] /FontDescriptor << /Type /FontDescriptor /FontName /{base}"
        " /Flags 4 /FontBBox [0 -120 1000 880] /Ascent 880 /Descent -120 /CapHeight 700"
        " /ItalicAngle 0 /StemV 90 >> >>"
    )
    return (
        f"<< /Type /Font /Subtype /Type0 /BaseFont /{base} /Encoding /{encoding}"
        f" /DescendantFonts [{descendant}] >>"
    ).encode()


def _stream(entries: str, data: bytes) -> bytes:
    return f"<< {entries} /Length {len(data)} >>\nstream\n".encode() + data + b"\nendstream"


_PICTURE = _stream(
    "/Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8",
    b"\x80",
)


def _to_unicode() -> bytes:
    """A map of every code to itself, in the ranges of one high byte that the format demands."""
    ranges = [f"<{high:02X}00> <{high:02X}FF> <{high:02X}00>" for high in range(256)]
    blocks = [ranges[at : at + 100] for at in range(0, 256, 100)]
    body = "\n".join(
        f"{len(block)} beginbfrange\n" + "\n".join(block) + "\nendbfrange" for block in blocks
    )
    head = "/CMapName /Any def\n1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n"
    return _stream("", f"begincmap\n{head}{body}\nendcmap".encode())


def _file(objects: Sequence[bytes], trailer: str) -> bytes:
    data = b"%PDF-1.7\n"
    places = []
    for number, item in enumerate(objects, 1):
        places.append(len(data))
        data += f"{number} 0 obj\n".encode() + item + b"\nendobj\n"
    start = len(data)
    size = len(objects) + 1
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    data += f"xref\n0 {size}\n0000000000 65535 f \n{table}".encode()
    data += f"trailer\n<< /Size {size} /Root 1 0 R {trailer} >>\nstartxref\n{start}\n%%EOF".encode()
    return data


def column(
    text: str, left: float, top: float, width: int, size: float = 12.0, indent: int = 2
) -> list[Text]:
    """A paragraph of Chinese set so many characters wide, its first line set in."""
    first, rest = text[: width - indent], text[width - indent :]
    lines = [first, *(rest[at : at + width] for at in range(0, len(rest), width))]
    return [
        Text(left + (indent * size if at == 0 else 0), top - 1.5 * size * at, line, size)
        for at, line in enumerate(lines)
    ]
