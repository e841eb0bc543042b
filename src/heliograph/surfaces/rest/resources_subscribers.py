"""What a subscriber looks like on the wire (contract, section 5)."""

from __future__ import annotations

from django.db.models import Prefetch

from heliograph.status.models import Component
from heliograph.subscribers.models import Subscriber
from heliograph.surfaces.rest.jsonapi import Relation, Resource, View
from heliograph.surfaces.rest.resources import COMPONENTS, date, dates


def subscriber(row: Subscriber, view: View) -> dict[str, object]:
    return {
        "id": row.pk,
        "email": row.email,
        "global": row.is_global,
        "verified": row.is_verified,
        "verified_at": date(row.verified_at, view),
        **dates(row, view),
    }


SUBSCRIBERS: Resource = Resource(
    type="subscribers",
    attributes=subscriber,
    has_meta=True,
    relations={
        "components": Relation(
            resource=lambda: COMPONENTS,
            prefetch=lambda view: Prefetch(
                "components",
                Component.objects.visible_to(view.actor).order_by("id"),
                to_attr="shown_components",
            ),
            children=lambda row: row.shown_components,
        ),
    },
)
