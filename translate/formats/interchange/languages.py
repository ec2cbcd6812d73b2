"""Language tags as files of many programs write them: zh-CN, ZH, zh_Hans, bo, bo-CN."""

from __future__ import annotations

from functools import lru_cache

CHINESE = "zh-CN"
TIBETAN = "bo-CN"
"""The tags of what gyur writes (BCP 47)."""

# ISO 639-1, -2 and -3, and the larger Chinese languages that have codes of their own.
_CHINESE = frozenset({"zh", "zho", "chi", "cmn", "yue", "lzh"})
_TIBETAN = frozenset({"bo", "bod", "tib"})
_TRADITIONAL = frozenset({"hant", "tw", "hk", "mo"})


def is_chinese(tag: str) -> bool:
    """Whether text with this tag is Chinese, whatever its script and country."""
    return _subtags(tag)[0] in _CHINESE


def is_tibetan(tag: str) -> bool:
    """Whether text with this tag is Tibetan."""
    return _subtags(tag)[0] in _TIBETAN


def is_traditional(tag: str) -> bool:
    """Whether the tag asks for traditional characters."""
    return not _TRADITIONAL.isdisjoint(_subtags(tag))


@lru_cache(maxsize=256)
def _subtags(tag: str) -> list[str]:
    return tag.strip().lower().replace("_", "-").split("-")
