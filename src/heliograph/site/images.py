"""Pictures of the owner's. They are rows, so that every node that shares the database serves them."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from django.db import transaction

from heliograph.actors import Ability, Actor
from heliograph.events import log
from heliograph.events.kinds import SettingChanged
from heliograph.lib import clock
from heliograph.site.models import Logo, Setting
from heliograph.site.settings import SITE_ID

if TYPE_CHECKING:
    from heliograph.site.drafts import LogoDraft


@transaction.atomic(durable=True)
def change_logo(draft: LogoDraft, *, actor: Actor) -> Logo:
    """The setting of the shade's name says which one it is: pages need not look at the picture for that."""
    actor.require(Ability.SETTINGS_MANAGE)
    name, picture = draft.shade.value, draft.picture
    digest = sha256(picture.content).hexdigest()[:16]
    row = {"content": picture.content, "content_type": picture.content_type, "digest": digest}
    logo, _ = Logo.objects.update_or_create(shade=name, defaults=row)
    Setting.objects.update_or_create(name=name, defaults={"value": digest, "updated_at": clock.now()})
    log.record(SettingChanged(subject_id=SITE_ID, row={"name": name, "value": digest}), actor=actor)
    return logo
