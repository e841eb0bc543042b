"""docs/compatibility.md names the programs that are tried, in the versions that are tried, and no others."""

import importlib
import re
from pathlib import Path

from tests.clients.environments import NodeClient, PythonClient

ROOT = Path(__file__).parents[2]
ROW = re.compile(r"^\| `([^`]+)` \((?:PyPI|npm)\) \| ([\d.]+) \|", re.MULTILINE)


def test_every_program_that_is_tried_is_in_the_table_with_its_version() -> None:
    modules = [importlib.import_module(f"tests.clients.{one.stem}") for one in _files()]
    clients = [module.CLIENT for module in modules if hasattr(module, "CLIENT")]

    assert dict(ROW.findall((ROOT / "docs/compatibility.md").read_text())) == dict(map(_tried, clients))


def _files() -> list[Path]:
    return sorted((ROOT / "tests/clients").glob("test_*.py"))


def _tried(client: PythonClient | NodeClient) -> tuple[str, str]:
    """What it names first is the program, the rest what that needs."""
    name, version = re.split(r"==|(?<=.)@", client.contents[0])
    return name, version
