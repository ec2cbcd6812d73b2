"""OmegaT in console mode opens a project of our files: XLIFF, memory and glossary.

Skipped where OmegaT (Debian's package ``omegat``) is not installed.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from glossary.builtin import terms
from glossary.exchange import write
from translate.document import State, Unit
from translate.formats.interchange.tmx import Tmx
from translate.formats.interchange.xliff import Xliff

OMEGAT = shutil.which("omegat")
PROJECT = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<omegat><project version="1.0">
<source_dir>__DEFAULT__</source_dir><target_dir>__DEFAULT__</target_dir>
<tm_dir>__DEFAULT__</tm_dir><glossary_dir>__DEFAULT__</glossary_dir>
<glossary_file>__DEFAULT__</glossary_file><dictionary_dir>__DEFAULT__</dictionary_dir>
<source_lang>ZH-CN</source_lang><target_lang>BO-CN</target_lang>
<sentence_seg>false</sentence_seg><support_default_translations>true</support_default_translations>
<remove_tags>false</remove_tags></project></omegat>
"""
ACCEPTED = {
    "国家尊重和保障人权。": "རྒྱལ་ཁབ་ཀྱིས་འགྲོ་བ་མིའི་ཐོབ་ཐང་ལ་བརྩི་འཇོག་དང་འགན་སྲུང་བྱ་རྒྱུ།",
    "城市的土地属于国家所有。": "གྲོང་ཁྱེར་གྱི་ས་ཞིང་རྣམས་རྒྱལ་ཁབ་ལ་དབང་བ་ཡིན།",
}


@pytest.mark.skipif(OMEGAT is None, reason="OmegaT is not installed")
def test_omegat_translates_our_xliff_with_our_memory_and_reads_our_glossary(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "project"
    for name in ("source", "target", "tm", "glossary", "dictionary", "omegat"):
        (folder / name).mkdir(parents=True)
    (folder / "omegat.project").write_text(PROJECT, encoding="utf-8")
    sources = [Unit(f"L{number}.1", zh) for number, zh in enumerate(ACCEPTED, 1)]
    Xliff("1.2").write_units(sources, folder / "source" / "reader.xlf", "reader.docx")
    memory = [Unit(zh, zh, bo, State.FINAL) for zh, bo in ACCEPTED.items()]
    # Translations that OmegaT uses itself stand in project_save.tmx; tm/ is for suggestions.
    Tmx().write_units(memory, folder / "omegat" / "project_save.tmx", "memory")
    Tmx().write_units(memory, folder / "tm" / "memory.tmx", "memory")
    write(terms(), folder / "glossary" / "gyur.txt")
    done = subprocess.run(
        [str(OMEGAT), str(folder), "--mode=console-translate", f"--config-dir={tmp_path / 'cfg'}"],
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    written = Xliff().read_units(folder / "target" / "reader.xlf")
    assert {unit.source: unit.target for unit in written} == ACCEPTED
