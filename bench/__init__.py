"""The promised figures, measured: ``python -m bench [NAME...]``.

A bench is a module in this folder with a function ``measure() -> Iterator[Figure]``; its docstring's first
line says what it measures.
"""
