"""Components within an incident or a maintenance window: `[{"id": 1, "status": 3}]`."""

from __future__ import annotations

from collections import Counter

from pydantic import BaseModel

from heliograph.status.drafts import ImpactDraft
from heliograph.surfaces.rest import fields
from heliograph.surfaces.rest.reading import Errors


class ImpactIn(BaseModel):
    id: fields.Whole
    status: fields.StatusOfComponent

    def draft(self) -> ImpactDraft:
        return ImpactDraft(component_id=self.id, status=self.status)


def repeated(components: object) -> Errors:
    """The verb refuses a component named twice, too; here it is said beside all else that is wrong."""
    ids = {
        f"components.{index}.id": str(one["id"])
        for index, one in enumerate(components if isinstance(components, list) else [])
        if isinstance(one, dict) and one.get("id") is not None
    }
    often = Counter(ids.values())
    return {
        field: [f"The {field} field has a duplicate value."]
        for field, value in ids.items()
        if often[value] > 1
    }
