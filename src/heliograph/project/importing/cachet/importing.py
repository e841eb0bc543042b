from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from django.db import transaction

from heliograph.actors import EVERYTHING, Ability, Actor, ActorKind, Door
from heliograph.errors import Conflict
from heliograph.events import log
from heliograph.events.kinds import InstallationImported
from heliograph.project.importing.cachet.layout import require_cachet
from heliograph.project.importing.cachet.settings import bring_settings
from heliograph.project.importing.cachet.status import kind_of
from heliograph.project.importing.cachet.tables import CONTENT, KINDS, WITHOUT_A_PLACE
from heliograph.project.importing.known import Known, Metas
from heliograph.project.importing.landing import Passage, land
from heliograph.project.importing.numbering import continue_after
from heliograph.project.importing.progress import Progress, Silence
from heliograph.project.importing.record import Record
from heliograph.project.importing.source import Source
from heliograph.project.importing.tally import LeftOut, Tally

IMPORT = Actor(kind=ActorKind.IMPORT, door=Door.COMMAND, abilities=EVERYTHING, name="Cachet")
_INSTALLATION = 1
"""The subject of the event: there is one."""


class Into(Enum):
    EMPTY = "an installation without content"
    ANY = "one in use, with which it is merged"


@dataclass(frozen=True, kw_only=True)
class CachetImport:
    source: Source
    into: Into = Into.EMPTY
    progress: Progress = field(default_factory=Silence)


@transaction.atomic(durable=True)
def import_cachet(draft: CachetImport, *, actor: Actor) -> Tally:
    """All or nothing. Raises CannotGoOn for what is no Cachet 3, Conflict where something is in the way."""
    actor.require(Ability.USERS_MANAGE)
    require_cachet(draft.source)
    if draft.into is Into.EMPTY:
        _require_empty()
    tally = Tally()
    known = Known(origin=_origin(draft.source), metas=_metas(draft.source, tally))
    passage = Passage(source=draft.source, known=known, tally=tally, progress=draft.progress)
    for kind in KINDS:
        land(kind, passage)
    bring_settings(passage)
    _leave_out(passage)
    if tally.is_anything_new:
        continue_after(kind.model for kind in KINDS)
        log.record(_imported(tally), actor=actor)
    return tally


def _require_empty() -> None:
    full = [str(model._meta.verbose_name_plural) for model in CONTENT if model._meta.base_manager.exists()]
    if full:
        message = f"This installation is not empty: it has {', '.join(full)}. Import into it with: --merge"
        raise Conflict(message)


def _origin(source: Source) -> str:
    """Which Cachet it is, wherever its database stands: by its install id, or else its first user."""
    for columns in source.rows("settings"):
        if columns["name"] == "install_id" and columns.get("payload"):
            return _digest("install_id", columns["payload"])
    first = next(source.rows("users"), None)
    return _digest("first_user", first["email"], first["created_at"]) if first else _digest("nobody")


def _digest(*parts: object) -> str:
    return hashlib.sha256("\0".join(map(str, parts)).encode()).hexdigest()


def _metas(source: Source, tally: Tally) -> Metas:
    """Cachet keeps a row for each key, ours is one object at the row that it belongs to."""
    metas: defaultdict[tuple[str, int], dict[str, object]] = defaultdict(dict)
    if "meta" in source.tables:
        for columns in source.rows("meta"):
            try:
                owner, key, value = _meta(Record(columns=columns))
                metas[owner][key] = value
            except LeftOut as reason:
                tally.leave_out("meta", columns["id"], str(reason))
    return metas


def _meta(record: Record) -> tuple[tuple[str, int], str, object]:
    owner = kind_of(record.text("meta_type")), record.whole("meta_id")
    return owner, record.text("key"), record.content("value")


def _leave_out(passage: Passage) -> None:
    for table in sorted(WITHOUT_A_PLACE.keys() & passage.source.tables):
        for columns in passage.source.rows(table):
            passage.tally.leave_out(table, columns["id"], WITHOUT_A_PLACE[table])


def _imported(tally: Tally) -> InstallationImported:
    row: Mapping[str, object] = {
        "source": "cachet",
        "came": dict(+tally.came),
        "changed": dict(+tally.changed),
    }
    return InstallationImported(subject_id=_INSTALLATION, row=row)
