"""Incident templates: a subset of Twig 3, rendered in Jinja2's immutable sandbox.

`lexer`, `expressions` and `tags` read Twig's grammar and write Jinja2's syntax tree. Every variable,
operator, filter and piece of output in that tree is a call of one of our own functions (`catalogue`), so a
template has no attribute, no call and no name of Python to begin with. Each of them is charged to the
rendering's `Run`, which ends it before it takes too much time or memory.

What a template can do: output, `if`, `for`, `set`, `with`, `apply`, `verbatim`, comments, the filters and
tests in `catalogue`, and Twig's operators without `matches`, `has some`, `has every` and the bitwise ones.
What it cannot: functions, macros, blocks, other templates, `#{}` in strings, arrows.
"""

from heliograph.lib.twig.engine import check, render, required_variables, variables
from heliograph.lib.twig.failure import TemplateFailed

__all__ = ["TemplateFailed", "check", "render", "required_variables", "variables"]
