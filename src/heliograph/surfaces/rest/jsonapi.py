"""Resources as JSON:API documents: `data`, `relationships`, `included` (contract, section 1).

What a resource looks like is declared in `resources`; here is how it is read and put together. Whatever
is included for however many rows costs one query a relation, and two for the statuses of all components.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch, prefetch_related_objects

from heliograph.lib import clock
from heliograph.status.models import Component
from heliograph.status.queries import effective_statuses
from heliograph.surfaces.rest.listing import NotAllowed, comma_separated, said

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import QueryDict

    from heliograph.actors import Actor
    from heliograph.status.vocabulary import ComponentStatus
    from heliograph.surfaces.rest.request import ApiRequest

Row = Any
"""A model's instance, of whichever resource."""

Document = dict[str, Any]
Tree = dict[str, "Tree"]
"""What was asked to be included: `{"components": {"group": {}}}`."""


@dataclass(frozen=True, kw_only=True)
class View:
    """What everything in one answer has in common: for whom it is, when, and what was asked for."""

    actor: Actor
    now: datetime
    includes: Tree
    counts: frozenset[str] = frozenset()
    fields: Mapping[str, frozenset[str]] = field(default_factory=dict)
    statuses: dict[int, ComponentStatus] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Relation:
    """`prefetch` says how it is read for many rows at once, `children` takes it from one of them.

    `load` reads what no prefetch can, and leaves it on the rows.
    """

    resource: Callable[[], Resource]
    children: Callable[[Row], Sequence[Row]]
    prefetch: Callable[[View], Prefetch[Any]] | None = None
    load: Callable[[Sequence[Row]], None] | None = None
    is_many: bool = True


@dataclass(frozen=True, kw_only=True)
class Resource:
    """`has_meta` resources can include `meta`, which is an attribute and not a relation."""

    type: str
    attributes: Callable[[Row, View], dict[str, object]]
    relations: Mapping[str, Relation] = field(default_factory=dict)
    nested: Sequence[str] = ()
    has_meta: bool = False

    @property
    def includable(self) -> list[str]:
        direct = [*self.relations, *(["meta"] if self.has_meta else [])]
        return [*direct, *self.nested, *(name + what for name in direct for what in ("Count", "Exists"))]


def view_of(request: ApiRequest, resource: Resource) -> View:
    """Raises NotAllowed for an include that the resource does not have."""
    asked = said(request.GET, "include")
    if resource.includable:  # one that has nothing to include takes no notice, as the original does
        unknown = [one for one in asked if one not in resource.includable]
        if unknown:
            raise NotAllowed("include", unknown, resource.includable)
    return View(
        actor=request.actor,
        # What was just written holds from a moment on that came after the request did.
        now=request.now if request.method == "GET" else clock.now(),
        includes=_tree(one for one in asked if not one.endswith(("Count", "Exists"))),
        counts=frozenset(one for one in asked if one.endswith(("Count", "Exists"))),
        fields=_fields(request.GET),
    )


def _tree(paths: Iterable[str]) -> Tree:
    tree: Tree = {}
    for path in paths:
        node = tree
        for step in path.split("."):
            node = node.setdefault(step, {})
    return tree


def _fields(query: QueryDict) -> dict[str, frozenset[str]]:
    """`fields[components]=name,link`: the attributes that are wanted of a type."""
    return {
        parameter[7:-1]: frozenset(comma_separated(",".join(values)))
        for parameter, values in query.lists()
        if parameter.startswith("fields[") and parameter.endswith("]")
    }


def document_of_one(row: Row, resource: Resource, view: View) -> Document:
    document = document_of_many([row], resource, view)
    return document | {"data": document["data"][0]}


def document_of_many(rows: Sequence[Row], resource: Resource, view: View) -> Document:
    _load(rows, resource, view, view.includes)
    related = [one for row in rows for one in _included_of(row, resource, view.includes)]
    components = [row for row in (*rows, *(one for one, _, _ in related)) if isinstance(row, Component)]
    if components:
        view.statuses.update(effective_statuses(components, at=view.now))
    document: Document = {"data": [_object(row, resource, view, view.includes) for row in rows]}
    included = _included(related, view)
    return document | {"included": included} if included else document


def _load(rows: Sequence[Row], resource: Resource, view: View, tree: Tree) -> None:
    for name, relation in _wanted(resource, view, tree):
        if relation.prefetch is not None:
            prefetch_related_objects(rows, relation.prefetch(view))
        if relation.load is not None:
            relation.load(rows)
        children = [child for row in rows for child in relation.children(row)]
        if children and tree.get(name):
            _load(children, relation.resource(), view, tree[name])


def _wanted(resource: Resource, view: View, tree: Tree) -> list[tuple[str, Relation]]:
    """What is included, and what is only counted."""
    counted = view.counts if tree is view.includes else frozenset()
    names = {*tree, *(one.removesuffix("Count").removesuffix("Exists") for one in counted)}
    return [(name, relation) for name, relation in resource.relations.items() if name in names]


def _included_of(row: Row, resource: Resource, tree: Tree) -> Iterator[tuple[Row, Resource, Tree]]:
    """The row's relations first, then theirs."""
    direct = [
        (child, relation.resource(), tree[name])
        for name, relation in resource.relations.items()
        if name in tree
        for child in relation.children(row)
    ]
    yield from direct
    for child, its_resource, its_tree in direct:
        yield from _included_of(child, its_resource, its_tree)


def _included(rows: Iterable[tuple[Row, Resource, Tree]], view: View) -> list[dict[str, object]]:
    """Each once, however many of the rows have it."""
    found = {}
    for row, resource, tree in rows:
        if (resource.type, row.pk) not in found:
            found[resource.type, row.pk] = _object(row, resource, view, tree)
    return list(found.values())


def _object(row: Row, resource: Resource, view: View, tree: Tree) -> dict[str, object]:
    attributes = resource.attributes(row, view)
    if resource.has_meta and "meta" in tree:
        attributes["meta"] = row.meta or []  # an empty object is a list there
    if tree is view.includes:
        attributes |= _counts(row, resource, view)
    if wanted := view.fields.get(resource.type):
        attributes = {name: value for name, value in attributes.items() if name in wanted}
    shown: dict[str, object] = {"id": str(row.pk), "type": resource.type, "attributes": attributes}
    relationships = {
        name: {"data": _linkage(relation, row)}
        for name, relation in resource.relations.items()
        if name in tree
    }
    return shown | {"relationships": relationships} if relationships else shown


def _linkage(relation: Relation, row: Row) -> object:
    links = [{"type": relation.resource().type, "id": str(child.pk)} for child in relation.children(row)]
    return links if relation.is_many else next(iter(links), None)


def _counts(row: Row, resource: Resource, view: View) -> dict[str, object]:
    counted: dict[str, object] = {}
    for asked in view.counts:
        name = asked.removesuffix("Count").removesuffix("Exists")
        number = len(row.meta if name == "meta" else resource.relations[name].children(row))
        counted[asked] = number if asked.endswith("Count") else bool(number)
    return counted
