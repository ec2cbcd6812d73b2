"""Pages of HTML and XHTML: what is translated in them, and their source with that replaced.

Nothing is serialised: the source is kept as it is, but for the places that hold a translation.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from html import escape, unescape
from pathlib import Path

from glossary.chinese import has_han
from glossary.tibetan import has_tibetan
from translate.document import Block, Kind, Translation, Translations
from translate.errors import UnsafeInputError
from translate.formats.interchange.languages import is_chinese
from translate.formats.web.flow import Gatherer, is_new, laid, plain, written
from translate.formats.web.passages import Item, Passage, Role, passages
from translate.formats.web.tags import VOID, Attribute, Sort, Token, declares, tokens

LANGUAGE = "bo"
_BLOCKS = frozenset(
    "address article aside base blockquote body button canvas caption center col colgroup dd "
    "details dialog dir div dl dt fieldset figcaption figure footer form frame frameset h1 h2 h3 "
    "h4 h5 h6 head header hgroup hr html legend li link main map menu meta nav noscript ol "
    "optgroup option p pre search section select summary table tbody td template tfoot th thead "
    "tr ul video audio".split()
)
"""Elements that text does not run through; all others stand within lines."""
_LEFT_OPEN = frozenset(
    "p li dt dd tr td th thead tbody tfoot option optgroup colgroup rt rp html head body".split()
)
"""Elements whose end tag may be left out."""
DEEPEST = 2_000
"""Elements within one another; browsers stop at 512."""
_UNTOUCHED = frozenset("pre code kbd samp var tt svg math object applet".split())
_READINGS = frozenset({"rt", "rp", "rtc"})
"""What stands beside Chinese characters says nothing about their translation."""
_RUBY = frozenset({"ruby", "rb", "rbc"})
_KINDS = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), Kind.HEADING),
    **dict.fromkeys(("li", "dt", "dd"), Kind.LIST_ITEM),
    **dict.fromkeys(("td", "th"), Kind.CELL),
}
_SHOWN = ("alt", "aria-label", "placeholder", "title")
"""Attributes whose value a reader sees."""
_LOOKS = frozenset({"class", "style", "clear"})
"""Attributes that a line break may share with others, as calibre gives a class to each."""
_BREAKS = re.compile(r"[\t\r\n]")


@dataclass(slots=True)
class _Language:
    """A ``lang`` attribute's value, and the element that it speaks of."""

    value: Attribute
    start: int
    end: int


@dataclass(slots=True)
class Page:
    """What a page holds, in the order of its source."""

    texts: list[tuple[Passage, Kind]] = field(default_factory=list)
    values: list[Attribute] = field(default_factory=list)
    """Attributes to translate."""
    languages: list[_Language] = field(default_factory=list)
    """Those that say Chinese."""


@dataclass(frozen=True, slots=True)
class _Element:
    name: str
    kind: Kind
    languages: tuple[_Language, ...]


@dataclass(slots=True)
class _Skip:
    """An element that is passed over."""

    token: Token
    depth: int = 1


def scan(source: str, path: Path) -> Page:
    """What the page ``source`` holds; ``path`` names it in errors.

    Raises UnsafeInputError where its document type declares entities.
    """
    scanner = _Scanner(source)
    for token in safe_tokens(source, path):
        scanner.take(token)
    return scanner.page()


def safe_tokens(source: str, path: Path) -> Iterator[Token]:
    """The tokens of ``source``.

    Raises UnsafeInputError where a document type declares entities or elements nest too deep.
    """
    depth = 0
    for token in tokens(source):
        if not token.empty and token.name not in VOID | _LEFT_OPEN:
            depth = max(0, depth + (token.sort is Sort.OPEN) - (token.sort is Sort.CLOSE))
        if depth > DEEPEST:
            raise UnsafeInputError(
                f"elements stand in one another more than {DEEPEST:,} deep",
                where=f"{path}:{source.count(chr(10), 0, token.start) + 1}",
                remedy="Open it in a browser and save it again.",
            )
        if token.sort is Sort.OTHER and declares(source, token):
            raise UnsafeInputError(
                "the page declares entities, as files made to attack programs do",
                where=str(path),
                remedy="If you trust where it comes from, take the part in [ ] out of its DOCTYPE.",
            )
        yield token


def blocks(page: Page, prefix: str = "") -> list[Block]:
    """Its blocks in the order of the source: ``b1``, ``b2``, … and attributes ``a1``, ``a2``, …"""
    found = [
        (passage.start, Block(name, passage.flow.text, kind, passage.flow.marks))
        for name, passage, kind in _texts(page, prefix)
    ]
    found += [(value.start, Block(name, value.value)) for name, value in _values(page, prefix)]
    return [block for _, block in sorted(found, key=lambda item: item[0])]


def translated(source: str, path: Path, translations: Translations, prefix: str = "") -> str:
    """The page with translations in their places; ``source`` itself where there is none.

    An element that says it is Chinese says Tibetan once most of its text is translated.
    """
    page = scan(source, path)
    # Attributes first: they stand within tags that are laid into a translation afterwards.
    changes = [
        (value.value_start, value.end, quoted(translations[name]))
        for name, value in _values(page, prefix)
        if is_new(plain(value.value), translations.get(name))
    ]
    changes += [(*place, f'"{LANGUAGE}"') for place in _outgrown(page, translations, prefix)]
    source = spliced(source, changes)
    return spliced(
        source,
        (
            (passage.start, passage.end, in_markup(passage, translations[name]))
            for name, passage, _ in _texts(scan(source, path), prefix)
            if is_new(passage.flow, translations.get(name))
        ),
    )


def in_either_language(text: str) -> bool:
    """Whether a title or an attribute is a block: in Chinese, or in Tibetan.

    With Tibetan, the blocks of a translated page are named as those of its source.
    """
    return has_han(text) or has_tibetan(text)


def in_markup(passage: Passage, translation: Translation) -> str:
    """A translation with the passage's markup."""
    if not passage.line_break:
        translation = _in_line(translation)
    flow = laid(passage.flow, translation)
    return written(flow, lambda text: escape(text, quote=False), passage.line_break)


def quoted(translation: Translation) -> str:
    """A translation as the value of an attribute."""
    return f'"{escape(laid(plain(""), _in_line(translation)).text)}"'


def spliced(source: str, changes: Iterable[tuple[int, int, str]]) -> str:
    """``source`` with spans replaced; they do not overlap."""
    parts, at = [], 0
    for start, end, text in sorted(changes):
        parts += [source[at:start], text]
        at = end
    return "".join(parts) + source[at:]


def _in_line(translation: Translation) -> Translation:
    return replace(translation, text=_BREAKS.sub(" ", translation.text))


def _texts(page: Page, prefix: str) -> Iterator[tuple[str, Passage, Kind]]:
    for number, (passage, kind) in enumerate(page.texts, 1):
        yield f"{prefix}b{number}", passage, kind


def _values(page: Page, prefix: str) -> Iterator[tuple[str, Attribute]]:
    for number, value in enumerate(page.values, 1):
        yield f"{prefix}a{number}", value


def _outgrown(page: Page, translations: Translations, prefix: str) -> Iterator[tuple[int, int]]:
    """Where the values of languages stand that no longer are true."""
    starts, ends, sizes, done = [], [], [0], [0]
    for name, passage, _ in _texts(page, prefix):
        starts.append(passage.start)
        ends.append(passage.end)
        size = len(passage.flow.text)
        sizes.append(sizes[-1] + size)
        done.append(done[-1] + size * is_new(passage.flow, translations.get(name)))
    for language in page.languages:
        low, high = bisect_left(ends, language.start), bisect_left(starts, language.end)
        if low < high and 2 * (done[high] - done[low]) > sizes[high] - sizes[low]:
            yield language.value.value_start, language.value.end


class _Scanner:
    def __init__(self, source: str) -> None:
        self._source = source
        self._page = Page()
        self._items: list[Item] = []
        self._elements: list[_Element] = []
        self._open: Counter[str] = Counter()
        self._skip: _Skip | None = None

    def take(self, token: Token) -> None:
        """The next token of the page."""
        if self._skip is not None and not self._leaves(self._skip, token):
            return
        if token.sort is Sort.TEXT:
            self._add(Role.TEXT, token)
        elif token.sort is Sort.OTHER:
            self._add(Role.OBJECT, token)
        elif token.sort is Sort.RAW:
            self._raw(token)
        elif token.sort is Sort.CLOSE:
            self._close(token)
        elif _is_untouched(token) and not token.empty:
            self._begin_skip(token)
        else:
            self._start(token)

    def page(self) -> Page:
        """All that was taken; elements without an end end with the page."""
        if self._skip is not None:
            self._end_skip(self._skip, len(self._source))
        self._flush()
        return self._page

    def _raw(self, token: Token) -> None:
        if token.name != "title":
            self._add(Role.OBJECT, token)
            return
        self._flush()
        text = unescape(self._source[slice(*token.inner)])
        if in_either_language(text):
            gatherer = Gatherer()
            gatherer.words(text)
            passage = Passage(*token.inner, gatherer.flow(), line_break="")
            self._page.texts.append((passage, Kind.HEADING))

    def _start(self, token: Token) -> None:
        self._note_attributes(token)
        if token.name in _BLOCKS:
            self._flush()
        elif token.name == "br" and all(item.name in _LOOKS for item in token.attributes):
            self._add(Role.BREAK, token)
        elif token.empty and token.name != "wbr":
            self._add(Role.OBJECT, token)
        elif not token.empty:
            self._add(Role.OPEN, token)
        if not token.empty:
            self._enter(token)

    def _enter(self, token: Token) -> None:
        outer = self._elements[-1].kind if self._elements else Kind.PARAGRAPH
        kind = Kind.FOOTNOTE if _is_note(token) else outer
        languages = tuple(
            _Language(item, token.start, len(self._source))
            for item in token.attributes
            if item.name in ("lang", "xml:lang") and is_chinese(item.value)
        )
        self._page.languages += languages
        self._elements.append(_Element(token.name, _KINDS.get(token.name, kind), languages))
        self._open[token.name] += 1

    def _close(self, token: Token) -> None:
        if token.name in _BLOCKS:
            self._flush()
        elif token.name in VOID:
            self._close_void(token)
        else:
            self._add(Role.CLOSE, token)
        while self._open[token.name]:
            element = self._elements.pop()
            self._open[element.name] -= 1
            for language in element.languages:
                language.end = token.end
            if element.name == token.name:
                break

    def _close_void(self, token: Token) -> None:
        """Join ``</img>``, as XML may write it, to its ``<img>``."""
        last = self._items[-1] if self._items else None
        if last is not None and last.token is not None and last.token.name == token.name:
            self._items[-1] = replace(last, end=token.end)
        else:
            self._add(Role.OBJECT, token)

    def _note_attributes(self, token: Token) -> None:
        shown: Sequence[str] = () if token.name == "link" or _is_untouched(token) else _SHOWN
        if token.name == "meta":
            shown = ("content",) if (token.get("name") or "").lower() == "description" else ()
            self._note_content_language(token)
        self._page.values += [
            item
            for item in token.attributes
            if item.name in shown and in_either_language(item.value)
        ]

    def _note_content_language(self, token: Token) -> None:
        if (token.get("http-equiv") or "").lower() == "content-language":
            self._page.languages += [
                _Language(item, 0, len(self._source))
                for item in token.attributes
                if item.name == "content" and is_chinese(item.value)
            ]

    def _begin_skip(self, token: Token) -> None:
        if token.name in _BLOCKS:
            self._flush()
        self._skip = _Skip(token)

    def _leaves(self, skip: _Skip, token: Token) -> bool:
        """Whether the token is the first after what is skipped."""
        name = skip.token.name
        if _ends_early(name, token):
            self._end_skip(skip, token.start)
            return True
        if token.sort is Sort.OPEN and token.name == name and not token.empty:
            skip.depth += 1
        elif token.sort is Sort.CLOSE and token.name == name:
            skip.depth -= 1
            if not skip.depth:
                self._end_skip(skip, token.end)
        return False

    def _end_skip(self, skip: _Skip, end: int) -> None:
        self._skip = None
        if skip.token.name not in _BLOCKS and skip.token.name not in _READINGS:
            self._items.append(Item(Role.OBJECT, skip.token.start, end))

    def _add(self, role: Role, token: Token) -> None:
        self._items.append(Item(role, token.start, token.end, token))

    def _flush(self) -> None:
        """End the stretch of text that was going on."""
        if self._items:
            kind = self._elements[-1].kind if self._elements else Kind.PARAGRAPH
            self._page.texts += [(p, kind) for p in passages(self._items, self._source)]
            self._items = []


def _is_untouched(token: Token) -> bool:
    if token.name in _UNTOUCHED or token.name in _READINGS:
        return True
    if not token.attributes:
        return False
    says_no = (token.get("translate") or "").lower() == "no"
    return says_no or "notranslate" in (token.get("class") or "").split()


def _is_note(token: Token) -> bool:
    notes = f"{token.get('epub:type')} {token.get('role')}" if token.attributes else ""
    return "footnote" in notes or "endnote" in notes


def _ends_early(name: str, token: Token) -> bool:
    """Whether the token ends a reading or a paragraph whose own end was left out."""
    if name in _READINGS:
        others = _READINGS - {name} if name != "rtc" else frozenset()
        return token.name in _RUBY or token.name in others
    closes = token.sort is Sort.CLOSE and token.name == name
    return name == "p" and token.name in _BLOCKS and not closes
