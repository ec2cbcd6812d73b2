"""The catalogue of models as ``gyur engines`` shows it: a table, one model at length, JSON."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from translate.engines import REGISTRY, Enforcement, unmet
from translate.engines.catalogue import FLOAT32, HALF, INT8, Model, models, standing

_COLUMNS = "{:<37}{:>5}{:>12}{:>9}{:>8}  {:<7}{}"
_HEAD = ("--engine", "SIZE", "DOWNLOAD", "RAM", "GPU", "TERMS", "LICENCE")
_CONVERTIBLE = "transformers"
_MEANS = {
    Enforcement.INLINE: "terms are put in exactly, as slots that it was trained to keep",
    Enforcement.PROMPT: "terms and context are named in its prompt; it mostly follows",
    Enforcement.SOURCE: "nothing by itself: terms stand in Tibetan in its source, to be copied",
    Enforcement.NONE: "nothing by itself",
}
_NOTES = """\
gyur engines show MODEL     all that is known of one
gyur engines fetch MODEL    its weights, once, with network
--engine scripted           no model at all: terms and a stand-in, to try things out

!: the licence restricts use. Sizes are computed from the number of parameters: DOWNLOAD at 16 to 32
bits, RAM at float32 on a CPU, GPU at bfloat16, weights alone; builtin's RAM is measured. TERMS: how
the model is told of them; each is verified afterwards and repaired, whatever the engine.
大小按参数量推算；带 ! 的，许可有限制。"""


def table(folder: Path) -> Iterator[str]:
    """The lines on screen, up to 100 columns wide; ``folder`` is where fetched models lie."""
    yield _COLUMNS.format(*_HEAD)
    for model in models():
        yield _COLUMNS.format(
            model.use,
            _count(model.parameters),
            _download(model),
            _size(model.measured_ram or model.bytes(FLOAT32)),
            "-" if model.engine == "builtin" else _size(model.bytes(HALF)),
            REGISTRY[model.engine].enforcement.value,
            model.licence + " !" * bool(model.restriction),
        )
        yield f"  [{standing(model, folder).state}] {model.summary_zh}"
        if model.source:
            yield f"  {model.quality} ({model.source})"
    yield ""
    yield from _NOTES.split("\n")


def whole(model: Model, folder: Path) -> Iterator[str]:
    """All that is known of one model, a line each."""
    here = standing(model, folder)
    yield model.title
    yield f"  {model.summary}"
    yield f"  {model.summary_zh}"
    rows = {
        "use": f"--engine {model.use}",
        "here": f"ready: {here.why}" if here.ready else f"{here.why}. Do: {here.remedy}",
        "licence": model.licence,
        "restriction": " ".join(filter(None, (model.restriction, model.restriction_zh))),
        "parameters": _count(model.parameters),
        "download": "ships with gyur" if model.engine == "builtin" else _download(model),
        "memory": _memory(model),
        "terms": _MEANS[REGISTRY[model.engine].enforcement],
        "quality": model.quality + (f" ({model.source})" if model.source else ""),
        "repository": model.repository,
        "revision": (model.revision or "not pinned: the newest") if model.repository else "",
    }
    for name, value in rows.items():
        if value not in {"", "-"}:
            yield f"  {name:<12}{value}"


def record(model: Model, folder: Path) -> dict[str, object]:
    """All that is known of one model, ready for JSON; sizes in bytes, null where unknown."""
    here = standing(model, folder)
    computed = {"computed": True} if model.parameters else {}
    fetched = bool(model.repository)
    gpu = model.engine != "builtin"
    return {
        "model": model.name,
        "title": model.title,
        "use": model.use,
        "engine": model.engine,
        "licence": model.licence,
        "restriction": model.restriction,
        "restriction_zh": model.restriction_zh,
        "parameters": model.parameters or None,
        "download": {
            "bits_16": model.bytes(HALF) if fetched else None,
            "bits_32": model.bytes(FLOAT32) if fetched else None,
            **computed,
        },
        "memory": {
            "cpu_float32": (model.bytes(FLOAT32) or None) if gpu else None,
            "gpu_bfloat16": (model.bytes(HALF) or None) if gpu else None,
            "cpu_int8": (model.bytes(INT8) or None) if model.engine == _CONVERTIBLE else None,
            **computed,
            "measured": model.measured_ram or None,
        },
        "enforces": REGISTRY[model.engine].enforcement.value,
        "quality": model.quality,
        "quality_source": model.source,
        "ready": here.ready,
        "state": here.state,
        "why": here.why,
        "remedy": here.remedy,
        "repository": model.repository,
        "revision": model.revision,
        "folder": str(folder / model.name) if fetched else "",
        "summary": model.summary,
        "summary_zh": model.summary_zh,
    }


def adapters() -> list[dict[str, object]]:
    """The engines that models run in, ready for JSON."""
    return [
        {
            "engine": name,
            "ready": not unmet(entry),
            "enforces": entry.enforcement.value,
            "lacks": unmet(entry),
            "remedy": entry.remedy if unmet(entry) else "",
            "summary": entry.summary,
        }
        for name, entry in REGISTRY.items()
    ]


def _download(model: Model) -> str:
    if not model.repository:
        return "-"
    return f"{model.bytes(HALF) / 1e9:g}-{model.bytes(FLOAT32) / 1e9:g} GB"


def _memory(model: Model) -> str:
    if model.measured_ram:
        return f"{_size(model.measured_ram)} (measured: docs/evaluation.md)"
    if not model.parameters:
        return "the model's"
    parts = [
        f"{_size(model.bytes(FLOAT32))} on a CPU (float32)",
        f"{_size(model.bytes(HALF))} on a GPU (bfloat16)",
    ]
    if model.engine == _CONVERTIBLE:
        parts.append(f"{_size(model.bytes(INT8))} converted (int8)")
    return ", ".join(parts) + "; weights alone, computed"


def _size(number: int) -> str:
    if not number:
        return "-"
    return f"{number / 1e9:.3g} GB" if number >= 10**9 else f"{number / 1e6:.3g} MB"


def _count(number: int) -> str:
    if not number:
        return "-"
    return f"{number / 1e9:.3g}B" if number >= 10**9 else f"{number / 1e6:.3g}M"
