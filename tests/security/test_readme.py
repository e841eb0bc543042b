"""The list of classes is whole, and what it names is there."""

import re
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
README = (HERE / "README.md").read_text(encoding="utf-8")


def test_every_class_is_listed_in_its_order() -> None:
    assert [int(number) for number in re.findall(r"^\| (\d+) \|", README, re.MULTILINE)] == [*range(1, 46)]


def test_every_file_that_is_named_is_there() -> None:
    named = re.findall(r"`([\w/]*test_\w+\.py)`", README)

    assert [name for name in named if not (HERE / name).exists() and not (ROOT / name).exists()] == []


def test_every_test_here_is_named() -> None:
    files = {path.name for path in HERE.glob("test_*.py")} - {Path(__file__).name}

    assert sorted(name for name in files if f"`{name}`" not in README) == []
