"""The networks of the original's transcripts, number by number: every line its scripts printed."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from originals import HERE, ROOT, assert_printed, data_folder, output_of

TRANSCRIPTS = [
    ("xor", "xor_curve.lsh", "xor_curve_sn28", "sn28"),
    ("xor", "xor_curve.lsh", "xor_curve_sn28ite", "sn28ite"),
    ("xor", "xor_first4.lsh", "xor_first4_sn28", "sn28"),
    ("decoder424", "enc424.lsh", "enc424_sn28_eps1_run", "sn28 1 run"),
    ("decoder424", "enc424.lsh", "enc424_sn28ite_eps1_batch", "sn28ite 1 batch"),
    ("newton", "newton.lsh", "newton_sn28new_lm", "sn28new lm"),
    ("newton", "newton.lsh", "newton_sn28itenew_lm", "sn28itenew lm"),
    ("transfer", "nlf.lsh", "nlf", ""),
    ("rng", "rng.lsh", "rng", ""),
]


def transcript(folder: str, name: str) -> str:
    return (HERE / folder / f"{name}.out").read_text(encoding="latin-1")


@pytest.mark.parametrize(("folder", "script", "name", "arguments"), TRANSCRIPTS, ids=[case[2] for case in TRANSCRIPTS])
def test_transcript(
    folder: str, script: str, name: str, arguments: str, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    printed = output_of(HERE / folder / script, arguments.split(), tmp_path)
    assert_printed(record_property, f"{folder}/{name}", printed, transcript(folder, name))


@pytest.mark.skipif(data_folder() is None, reason="needs the mouse digits, dig.pat and dig.des")
def test_mouse_digits(tmp_path: Path, record_property: Callable[[str, object], None]) -> None:
    """480 digits, 20 epochs of a net with shared masks: all 746 final weights."""
    data = data_folder()
    assert data is not None
    shutil.copy(ROOT / "nets" / "netmask.sn", tmp_path / "NetMASK.sn")
    script = HERE / "digits480" / "netmask_trun.lsh"
    printed = output_of(script, ["sn28ite", "1", "20"], tmp_path, [data / "dig.pat", data / "dig.des"])
    name = "netmask_trun_sn28ite_seed1"
    assert_printed(record_property, f"digits480/{name}", printed, transcript("digits480", name))
