"""Jobs: what the command line says about seeds and settings."""

import pytest

from snsim.laboratory.errors import LaboratoryError
from snsim.laboratory.job import Job, jobs_of, parse_seeds, parse_setting


@pytest.mark.parametrize(("text", "seeds"), [("7", [7]), ("0:3", [0, 1, 2]), ("1,4,9,4", [1, 4, 9]), ("2:3", [2])])
def test_seeds(text: str, seeds: list[int]) -> None:
    assert parse_seeds(text) == seeds


@pytest.mark.parametrize("text", ["", "a", "3:3", "-1", "1:b", "1,,2"])
def test_what_are_no_seeds(text: str) -> None:
    with pytest.raises(LaboratoryError, match="not seeds"):
        parse_seeds(text)


def test_settings() -> None:
    assert parse_setting("eps=0.1,2,slow") == ("eps", [0.1, 2.0, "slow"])


@pytest.mark.parametrize("text", ["eps", "=3", "eps=", "eps=1,,2"])
def test_what_are_no_settings(text: str) -> None:
    with pytest.raises(LaboratoryError, match="not a setting"):
        parse_setting(text)


def test_a_job_for_every_point_of_the_grid() -> None:
    jobs = jobs_of("s.sn", "()", [1, 2], {"b": [1.0, 1.0, 2.0], "a": ["x"]}, False)
    points = [(job.seed, job.given) for job in jobs]
    assert points == [(seed, (("a", "x"), ("b", b))) for b in (1.0, 2.0) for seed in (1, 2)]


def test_words_and_digest() -> None:
    job = Job("s.sn", "(+ 1 2)", 3, (("eps", 0.25), ("mode", "fast")))
    assert job.words() == "seed 3 eps=0.25 mode=fast"
    assert job.digest != Job("s.sn", "(+ 1 3)").digest
