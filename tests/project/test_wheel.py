"""The wheel that a build makes describes itself and holds what the program needs."""

import shutil
import subprocess
import sys
import zipfile
from email import message_from_bytes
from pathlib import Path

import heliograph

ROOT = Path(heliograph.__file__).parents[2]


def test_the_wheel_has_its_metadata_templates_and_catalogues(tmp_path: Path) -> None:
    """Built from the source archive, as an installer without a wheel builds it."""
    source = tmp_path / "source"
    for name in ("pyproject.toml", "README.md", "LICENSE", "hatch_build.py"):
        source.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, source)
    shutil.copytree(ROOT / "src", source / "src", ignore=shutil.ignore_patterns("__pycache__", "*.mo"))

    archive = _built(source, "sdist", tmp_path / "archive")
    shutil.unpack_archive(archive, tmp_path / "unpacked")
    (unpacked,) = (tmp_path / "unpacked").iterdir()
    wheel = _built(unpacked, "wheel", tmp_path / "wheel")

    with zipfile.ZipFile(wheel) as files:
        names = files.namelist()
        (described,) = [name for name in names if name.endswith(".dist-info/METADATA")]
        metadata = message_from_bytes(files.read(described))
    assert metadata["License-Expression"] == "MIT"
    assert metadata["Description-Content-Type"] == "text/markdown"
    readme = metadata.get_payload(decode=True)
    assert isinstance(readme, bytes)
    assert readme.decode().strip() == (ROOT / "README.md").read_text().strip()
    assert "Framework :: Django :: 5.2" in metadata.get_all("Classifier", [])
    assert {Path(name).suffix for name in names} >= {".py", ".html", ".css", ".js", ".mo"}


def _built(source: Path, target: str, folder: Path) -> Path:
    command = [sys.executable, "-m", "hatchling", "build", "-t", target, "-d", str(folder)]
    ended = subprocess.run(command, cwd=source, capture_output=True, text=True, timeout=120, check=False)
    assert ended.returncode == 0, ended.stderr
    (built,) = folder.iterdir()
    return built
