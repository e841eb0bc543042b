"""Run the named benches, or all; exit status 1 when a promise is missed, 2 for an unknown name."""

import importlib
import pkgutil
import sys
from collections.abc import Sequence

import bench
from bench.figure import Figure

_FRAME = {"__main__", "figure", "sink", "torture"}


def main(asked_for: Sequence[str]) -> int:
    names = sorted({module.name for module in pkgutil.iter_modules(bench.__path__)} - _FRAME)
    unknown = sorted(set(asked_for) - set(names))
    if unknown:
        print(
            f"No bench named {', '.join(unknown)}. There are: {', '.join(names) or 'none yet'}.",
            file=sys.stderr,
        )
        return 2
    print(f"Benches: {', '.join(names) or 'none yet'}.")
    figures = [figure for name in asked_for or names for figure in _measured(name)]
    return 0 if all(figure.is_kept for figure in figures) else 1


def _measured(name: str) -> list[Figure]:
    """Print each figure as soon as it is known: a bench may take minutes."""
    figures: list[Figure] = []
    for figure in importlib.import_module(f"bench.{name}").measure():
        print(figure.line(), flush=True)
        figures.append(figure)
    return figures


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
