"""Heliograph's own source as syntax trees."""

import ast
from pathlib import Path

import heliograph

ROOT = Path(heliograph.__path__[0])

Function = ast.FunctionDef | ast.AsyncFunctionDef


def modules(folder: str = ".") -> list[str]:
    """Paths of the modules below ``folder``, from the package's root; migrations are Django's writing."""
    paths = sorted((ROOT / folder).rglob("*.py"))
    return [path.relative_to(ROOT).as_posix() for path in paths if "migrations" not in path.parts]


def tree(module: str) -> ast.Module:
    return ast.parse((ROOT / module).read_text(encoding="utf-8"), filename=module)
