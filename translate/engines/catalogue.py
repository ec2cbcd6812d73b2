"""The models that a translator may draft with: licence, size, published quality, state here.

``catalogue.json`` holds what is known of each; nothing in it was measured or guessed here but what
it says so of. Sizes in bytes are computed from the published number of parameters.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path

from translate.engines import REGISTRY, unmet
from translate.errors import EngineError

FLOAT32, HALF, INT8 = 4, 2, 1
"""Bytes that a parameter takes: on a CPU, on a GPU (bfloat16), converted."""


@dataclass(frozen=True, slots=True)
class Model:
    """One entry of the catalogue."""

    name: str
    """Short name, as in ``hymt:hy-mt2-1.8b``."""
    title: str
    engine: str
    """Key of the engine's registry."""
    use: str
    """What stands behind ``--engine``."""
    licence: str
    """SPDX where it has one; of the weights."""
    quality: str
    """As published; "none published", or "unknown" where we have not seen a figure."""
    source: str
    """Of the figure of quality: who, on what."""
    summary: str
    summary_zh: str
    repository: str = ""
    """On the hub; "" where there is nothing to fetch."""
    revision: str = ""
    """The commit to fetch; "" where none is pinned and the hub's newest is taken."""
    sha256: Mapping[str, str] = field(default_factory=dict)
    """File name -> digest that it must have, for files pinned here."""
    restriction: str = ""
    """Whom or what the licence excludes, in plain words."""
    restriction_zh: str = ""
    parameters: int = 0
    """As published; 0 where it depends."""
    measured_ram: int = 0
    """Bytes; docs/evaluation.md."""

    def bytes(self, of_parameter: int) -> int:
        """What the weights take at so many bytes a parameter: computed, without anything else."""
        return self.parameters * of_parameter


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether a model can be used here, and if not, what is in the way and what to do."""

    ready: bool
    state: str
    """A word or two."""
    why: str
    remedy: str = ""


@cache
def models() -> tuple[Model, ...]:
    """All entries, the one that ships with gyur first."""
    text = (files(__package__) / "catalogue.json").read_text(encoding="utf-8")
    return tuple(Model(**entry) for entry in json.loads(text)["models"])


def find(name: str) -> Model:
    """The entry of that name, short or as behind ``--engine``, in whatever case.

    Raises EngineError with the names there are.
    """
    for model in models():
        if name.lower() in {model.name, model.use.lower()}:
            return model
    raise EngineError(
        f"the catalogue has no '{name}'",
        remedy=f"Known: {', '.join(model.name for model in models())}",
    )


def standing(model: Model, folder: Path) -> Standing:
    """What keeps a model from being used here; ``folder`` is where fetched models lie."""
    from translate.engines.lock import whole

    entry = REGISTRY[model.engine]
    lacking = unmet(entry)
    place = folder / model.name
    fetched = not model.repository or whole(place)
    why, remedies = [], []
    if lacking:
        why.append(f"{', '.join(lacking)} not installed")
        remedies.append(entry.remedy or f"pip install {' '.join(lacking)}")
    if not fetched:
        why.append("fetched in part" if place.exists() else "weights not fetched")
        remedies.append(f"gyur engines fetch {model.name}")
    if why:
        state = f"lacks {lacking[0]}" if fetched else "not fetched"
        return Standing(False, state, "; ".join(why), "; ".join(remedies))
    if model.engine == "openai":
        return Standing(True, "if it runs", "nothing to install; whether it runs shows in use")
    if not model.repository and model.engine != "builtin":
        return Standing(True, "with a folder", "what it needs is installed; name a folder")
    return Standing(True, "ready", "no network needed")


def resolve(engine: str, argument: str, folder: Path) -> str:
    """The directory of weights that a name of the catalogue stands for under ``folder``.

    Any other argument, and one that is a path, comes back as it is. Raises EngineError where the
    name belongs to another engine or its weights are not whole.
    """
    from translate.engines.lock import whole

    model = next((m for m in models() if m.repository and m.name == argument.lower()), None)
    if model is None or Path(argument).exists():
        return argument
    if model.engine != engine:
        raise EngineError(
            f"{model.title} is no model for engine '{engine}'", remedy=f"Write {model.use}"
        )
    if not whole(folder / model.name):
        raise EngineError(
            f"the weights of {model.title} are not here, or not whole",
            where=str(folder / model.name),
            remedy=f"Fetch them once, with network: gyur engines fetch {model.name}",
        )
    return str(folder / model.name)
