"""How much of a text the built-in glossary covers: ``python -m training.coverage FILE...``.

Of the content words (nouns, verbs and adjectives of two characters or more, as jieba tags them),
the share that lies inside matched terms, by occurrence and by distinct word, and the commonest that
do not. In a .tsv file the first column is read.
"""

from __future__ import annotations

import argparse
import logging
from collections import Counter
from pathlib import Path

from glossary import builtin
from glossary.chinese import fold
from glossary.matcher import Matcher

CONTENT = ("n", "v", "a", "j", "l", "i")
"""First letters of jieba's tags: nouns, verbs, adjectives, abbreviations, set phrases."""
SHOWN = 20


def coverage(texts: list[str], matcher: Matcher) -> tuple[Counter[str], Counter[str]]:
    """(all content words, those inside terms), by word."""
    from jieba import posseg

    words: Counter[str] = Counter()
    covered: Counter[str] = Counter()
    for text in texts:
        folded = fold(text).text
        inside = [False] * len(folded)
        for match in matcher.find(folded):
            inside[match.start : match.end] = [True] * (match.end - match.start)
        at = 0
        for word, tag in posseg.cut(folded):
            start, at = at, at + len(word)
            if len(word) > 1 and tag.startswith(CONTENT) and not word.isascii():
                words[word] += 1
                covered[word] += all(inside[start:at])
    return words, covered


def main() -> None:
    """Prints a line a file, then the commonest words that are not covered."""
    import jieba

    jieba.setLogLevel(logging.WARNING)
    parser = argparse.ArgumentParser(prog="python -m training.coverage", description=__doc__)
    parser.add_argument("files", type=Path, nargs="+")
    args = parser.parse_args()
    matcher = Matcher(builtin.terms())
    for path in args.files:
        lines = path.read_text(encoding="utf-8").splitlines()
        texts = [line.split("\t")[0] if path.suffix == ".tsv" else line for line in lines]
        words, covered = coverage(texts, matcher)
        kinds = sum(1 for word in words if covered[word])
        print(
            f"{path.name}: {covered.total()} of {words.total()} content words "
            f"({covered.total() / max(1, words.total()):.1%}), {kinds} of {len(words)} distinct"
        )
        missing = Counter({word: n - covered[word] for word, n in words.items()})
        print("  not covered:", " ".join(f"{w} {n}" for w, n in missing.most_common(SHOWN)))


if __name__ == "__main__":
    main()
