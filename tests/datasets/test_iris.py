"""Fisher's irises: reading, misprints, bad files."""

from __future__ import annotations

import numpy as np
import pytest

from snsim.datasets import DatasetError, DataUnavailable, iris, load_iris


def lines() -> list[str]:
    """150 flowers, 50 a species; each has its number for a sepal length."""
    return [f"{n / 10},3.0,1.4,0.2,{iris.SPECIES[n // 50]}" for n in range(150)]


def put(place, flowers: list[str]) -> None:
    (place.data / "iris.data").write_text("\n".join(flowers) + "\n\n")


def test_reading(place) -> None:
    put(place, lines())
    lengths, species = load_iris(place.said.append)
    assert lengths.dtype == np.float32 and lengths[:, 0].tolist() == list(range(150))
    assert lengths[7, 1:].tolist() == [30, 14, 2]
    assert species.tolist() == [0] * 50 + [1] * 50 + [2] * 50


def test_misprints_are_put_right_and_nothing_else(place) -> None:
    flowers = lines()
    flowers[34] = flowers[37] = flowers[9] = "4.9,3.1,1.5,0.1,Iris-setosa"
    put(place, flowers)
    lengths, _ = load_iris(place.said.append)
    assert lengths[34].tolist() == [49, 31, 15, 2]
    assert lengths[37].tolist() == [49, 36, 14, 1]
    assert lengths[9].tolist() == [49, 31, 15, 1]


@pytest.mark.parametrize(
    "line", ["", "5.1,3.5,1.4,Iris-setosa", "5.1,3.5,1.4,0.2,Rosa", "5.1,3.5,x,0.2,Iris-setosa", "5.1,3.5,1.4,0.2"]
)
def test_bad_file(place, line: str) -> None:
    flowers = lines()
    flowers[2] = line
    put(place, flowers)
    with pytest.raises(DatasetError) as caught:
        load_iris(place.said.append)
    file = str(place.data / "iris.data")
    assert caught.value.place == (f"{file}:3" if line else file)
    assert "delete the file" in caught.value.remedy


def test_nowhere(place, monkeypatch) -> None:
    monkeypatch.setattr("snsim.datasets.registry.Archive.url", "http://127.0.0.1:9/iris.data")
    with pytest.raises(DataUnavailable, match=r"cannot fetch iris\.data"):
        load_iris(place.said.append)
