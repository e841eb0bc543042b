"""What a visitor may meet, made through the verbs as it would have been, at the times when it was."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import time_machine

from heliograph.actors import Actor, Door
from heliograph.site.settings import change_setting
from heliograph.status.components import create_component
from heliograph.status.drafts import (
    ComponentDraft,
    ComponentGroupDraft,
    ImpactDraft,
    IncidentDraft,
    IncidentUpdateDraft,
    ScheduleDraft,
)
from heliograph.status.groups import create_component_group
from heliograph.status.incidents import create_incident
from heliograph.status.maintenance import create_schedule
from heliograph.status.updates import record_incident_update
from heliograph.status.vocabulary import ComponentStatus, GroupDisplay, IncidentStatus, Visibility

_OWNER = Actor.system(door=Door.COMMAND)
_SERVICES = {
    "Platform": ("REST API", "GraphQL API", "Webhooks", "Authentication"),
    "Applications": ("Dashboard", "Mobile apps", "Command line"),
    "Regions": ("Frankfurt", "Virginia", "Singapore"),
}
_ABOUT = {
    "REST API": "Everything under api.example.com.",
    "Webhooks": "Deliveries to your own endpoints.",
    "Authentication": "Sign-in, single sign-on and tokens.",
}


def quiet(now: datetime) -> None:
    """All is well; something small happened two days ago, and there is maintenance to come."""
    with _at(now - timedelta(days=9)):
        components = _an_installation()
        _maintenance(components["Singapore"], now + timedelta(days=2, hours=3))
    _solved(components["Mobile apps"], now - timedelta(days=2, hours=5))


def outage(now: datetime) -> None:
    """The API fails for many, the network in Singapore is worked on, and the week was not quiet before."""
    with _at(now - timedelta(days=9)):
        components = _an_installation()
        _maintenance(components["Frankfurt"], now + timedelta(days=3, hours=2))
        _maintenance(components["Singapore"], now - timedelta(minutes=40))
    _solved(components["Mobile apps"], now - timedelta(days=2, hours=5))
    _solved(components["Webhooks"], now - timedelta(days=4, hours=1))
    _failing_api(components, now - timedelta(minutes=52))


def maintenance(now: datetime) -> None:
    """A region is worked on, and more is announced."""
    with _at(now - timedelta(days=9)):
        components = _an_installation()
        _maintenance(components["Frankfurt"], now - timedelta(minutes=25))
        _maintenance(components["Singapore"], now + timedelta(days=2, hours=3))


def many(now: datetime) -> None:
    """Two hundred components in ten groups, one of which has trouble; the others are folded."""
    with _at(now - timedelta(days=9)):
        change_setting("name", "Northwind Status", actor=_OWNER)
        groups = [
            _group(f"Region {number}", GroupDisplay.COLLAPSED_UNLESS_INCIDENT) for number in range(1, 11)
        ]
        ids = [_component(f"Server {number}", groups[number // 20]) for number in range(200)]
    impact = ImpactDraft(component_id=ids[42], status=ComponentStatus.PARTIAL_OUTAGE)
    _incident("A server answers slowly", "We look into it.", now - timedelta(minutes=12), (impact,))


def one(now: datetime) -> None:
    with _at(now - timedelta(days=9)):
        change_setting("name", "Northwind Status", actor=_OWNER)
        _component("Website", None)


def none(_: datetime) -> None:
    """As a new installation is."""


def long_names(now: datetime) -> None:
    word = "Donaudampfschifffahrtselektrizitaetenhauptbetriebswerkbauunterbeamtengesellschaft"
    with _at(now - timedelta(days=9)):
        change_setting("name", "The status of everything that Northwind Traders runs for you", actor=_OWNER)
        group = _group(f"All that belongs to {word} in the European Union and elsewhere")
        ids = [
            _component(name, group) for name in (word, f"The quite long name of {word}, and of others", "API")
        ]
        _maintenance(ids[1], now + timedelta(days=2))
    impacts = tuple(ImpactDraft(component_id=one, status=ComponentStatus.PERFORMANCE_ISSUES) for one in ids)
    began = now - timedelta(minutes=52)
    _incident(f"{word} answers later than anyone would want it to", f"See `{word * 2}`.", began, impacts)


def arabic(now: datetime) -> None:
    change_setting("locale", "ar", actor=_OWNER)
    _told_in(
        now,
        site="حالة نورثويند",
        group="المنصة",
        names=("واجهة البرمجة", "لوحة التحكم", "API"),
        incident=("تعذّر الوصول إلى واجهة البرمجة", "نعمل على معرفة السبب. سنعلمكم بما يستجد."),
    )


def japanese(now: datetime) -> None:
    """Letters as wide as they are high, and no blanks between words; the page's own words stay English."""
    _told_in(
        now,
        site="ノースウィンド稼働状況",
        group="プラットフォーム",
        names=("決済サービス", "管理画面", "モバイルアプリケーション向け通知配信基盤"),
        incident=(
            "決済サービスに接続しにくい状況が発生しています",
            "現在、原因を調査しています。続報をお待ちください。",
        ),
    )


def _told_in(
    now: datetime, *, site: str, group: str, names: tuple[str, ...], incident: tuple[str, str]
) -> None:
    """The first component fails."""
    with _at(now - timedelta(days=9)):
        change_setting("name", site, actor=_OWNER)
        group_id = _group(group)
        ids = [_component(name, group_id) for name in names]
    impact = ImpactDraft(component_id=ids[0], status=ComponentStatus.MAJOR_OUTAGE)
    _incident(*incident, now - timedelta(minutes=52), (impact,))


ALL = (quiet, outage, maintenance, many, one, none, long_names, arabic, japanese)


def _an_installation() -> dict[str, int]:
    """Ids of the components by name."""
    change_setting("name", "Northwind Status", actor=_OWNER)
    change_setting("about", "Live and past state of everything that Northwind runs.", actor=_OWNER)
    return {
        name: _component(name, group_id)
        for group, names in _SERVICES.items()
        for group_id in [_group(group)]
        for name in names
    } | {"Documentation": _component("Documentation", None)}


def _group(name: str, collapsed: GroupDisplay = GroupDisplay.EXPANDED) -> int:
    draft = ComponentGroupDraft(name=name, visible=Visibility.EVERYONE, collapsed=collapsed)
    return create_component_group(draft, actor=_OWNER).pk


def _component(name: str, group_id: int | None) -> int:
    draft = ComponentDraft(
        name=name,
        description=_ABOUT.get(name),
        component_group_id=group_id,
        status=ComponentStatus.OPERATIONAL,
    )
    return create_component(draft, actor=_OWNER).pk


def _maintenance(component_id: int, begins: datetime) -> None:
    draft = ScheduleDraft(
        name="Network equipment is replaced",
        message="We exchange two core routers. Connections may drop once, for **less than a minute**.",
        scheduled_at=begins,
        completed_at=begins + timedelta(hours=2),
        impacts=(ImpactDraft(component_id=component_id, status=ComponentStatus.UNDER_MAINTENANCE),),
    )
    create_schedule(draft, actor=_OWNER)


def _solved(component_id: int, begins: datetime) -> None:
    impact = ImpactDraft(component_id=component_id, status=ComponentStatus.PERFORMANCE_ISSUES)
    incident_id = _incident("Notifications arrive late", "Some arrive minutes late.", begins, (impact,))
    _update(
        incident_id,
        IncidentStatus.FIXED,
        "A queue had too few workers. It has drained, and notifications arrive at once again.",
        begins + timedelta(minutes=38),
    )


def _failing_api(components: dict[str, int], begins: datetime) -> None:
    impacts = (
        ImpactDraft(component_id=components["REST API"], status=ComponentStatus.MAJOR_OUTAGE),
        ImpactDraft(component_id=components["GraphQL API"], status=ComponentStatus.PARTIAL_OUTAGE),
        ImpactDraft(component_id=components["Dashboard"], status=ComponentStatus.PERFORMANCE_ISSUES),
    )
    message = "Requests to the API fail with status 503. We are finding out why."
    incident_id = _incident("Requests to the API fail", message, begins, impacts)
    _update(
        incident_id,
        IncidentStatus.INVESTIGATING,
        "About 40 % of the requests fail, in all regions. Sign-in is not affected.",
        begins + timedelta(minutes=9),
    )
    _update(
        incident_id,
        IncidentStatus.IDENTIFIED,
        "A change of the connection pool exhausts the primary database. **It is being taken back**, and we "
        "expect most requests to succeed within 20 minutes. Clients that heed `Retry-After` need no change.",
        begins + timedelta(minutes=31),
    )


def _incident(name: str, message: str, begins: datetime, impacts: tuple[ImpactDraft, ...]) -> int:
    draft = IncidentDraft(
        name=name,
        message=message,
        status=IncidentStatus.INVESTIGATING,
        visible=Visibility.EVERYONE,
        impacts=impacts,
    )
    with _at(begins):
        return create_incident(draft, actor=_OWNER).pk


def _update(incident_id: int, status: IncidentStatus, message: str, moment: datetime) -> None:
    draft = IncidentUpdateDraft(incident_id=incident_id, status=status, message=message)
    with _at(moment):
        record_incident_update(draft, actor=_OWNER)


@contextmanager
def _at(moment: datetime) -> Iterator[None]:
    with time_machine.travel(moment, tick=False):
        yield
