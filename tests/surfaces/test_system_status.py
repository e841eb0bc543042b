"""One system status, translated by every interface: the agreement as a table, over random installations."""

import json
import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from heliograph.accounts.roles import Role
from heliograph.lib import clock
from heliograph.status.models import Component
from heliograph.status.vocabulary import ComponentStatus, IncidentStatus, SystemStatus, Visibility
from tests import factories
from tests.surfaces.dashboard.people import signed_in
from tests.surfaces.mcp.speaking import Assistant, switched_on

STATUSES = st.sampled_from(ComponentStatus)
VISIBILITIES = st.sampled_from(Visibility)


class Agreement(NamedTuple):
    """What the interfaces show of one system status; `words` of the badge, `tone` of the page."""

    indicators: set[str]
    v1: str
    words: str
    tone: str


TABLE = {
    SystemStatus.OPERATIONAL: Agreement({"none"}, "success", "Operational", "operational"),
    SystemStatus.UNDER_MAINTENANCE: Agreement({"maintenance"}, "info", "Under maintenance", "maintenance"),
    SystemStatus.PARTIAL_OUTAGE: Agreement({"minor", "major"}, "info", "Partial outage", "partial"),
    SystemStatus.MAJOR_OUTAGE: Agreement({"major", "critical"}, "danger", "Major outage", "major"),
}


class Member(NamedTuple):
    status: ComponentStatus
    visible: Visibility | None
    enabled: bool


class Open(NamedTuple):
    """An incident, or maintenance where it has no status."""

    status: IncidentStatus | None
    visible: Visibility
    impacts: Sequence[tuple[int, ComponentStatus]]


MEMBERS = st.lists(
    st.builds(Member, status=STATUSES, visible=st.none() | VISIBILITIES, enabled=st.booleans()), max_size=5
)
OPEN = st.lists(
    st.builds(
        Open,
        status=st.none() | st.sampled_from(IncidentStatus),
        visible=VISIBILITIES,
        impacts=st.lists(st.tuples(st.integers(0, 4), STATUSES), max_size=2, unique_by=lambda one: one[0]),
    ),
    max_size=3,
)


def an_installation(members: Sequence[Member], opened: Sequence[Open], threshold: int) -> None:
    switched_on(mcp_protected=False, prometheus_protected=False, major_outage_threshold=threshold)
    components = [
        factories.a_component(
            status=one.status,
            enabled=one.enabled,
            group=None if one.visible is None else factories.a_group(visible=one.visible),
        )
        for one in members
    ]
    for one in opened:
        impacts = [(components[index], status) for index, status in one.impacts if index < len(components)]
        if one.status is None:
            factories.a_window(impacts=impacts, scheduled_at=clock.this_second())
        else:
            factories.an_incident(status=one.status, visible=one.visible, impacts=impacts)


class EveryInstallation(TestCase):
    @given(members=MEMBERS, opened=OPEN, threshold=st.sampled_from([1, 25, 100]))
    def test_every_interface_shows_the_same_system_status(
        self, members: Sequence[Member], opened: Sequence[Open], threshold: int
    ) -> None:
        an_installation(members, opened, threshold)

        self._assert_agreement()

    def test_without_components_the_page_and_the_badge_are_neutral(self) -> None:
        switched_on(mcp_protected=False, prometheus_protected=False)
        factories.a_component(group=factories.a_group(visible=Visibility.HIDDEN))

        assert self._assert_agreement() is SystemStatus.OPERATIONAL
        assert "No components yet" in self._text("/")
        assert "No components yet" in self._text("/badge.svg")
        assert "#1a7f37" not in self._text("/badge.svg")

    def test_an_incident_without_a_component_is_shown_everywhere(self) -> None:
        switched_on(mcp_protected=False, prometheus_protected=False)
        factories.a_component()
        factories.an_incident()

        assert self._assert_agreement() is SystemStatus.PARTIAL_OUTAGE
        status = self._json("/api/v2/status.json")["status"]
        assert status == {"indicator": "minor", "description": "Minor Service Outage"}

    def _assert_agreement(self) -> SystemStatus:
        status = SystemStatus(self._json("/api/status")["data"]["status"])
        row = TABLE[status]
        visible = Component.objects.filter(enabled=True, group__visible=Visibility.EVERYONE)
        is_empty = not (visible | Component.objects.filter(enabled=True, group=None)).exists()
        is_neutral = is_empty and status is SystemStatus.OPERATIONAL

        for document in ("status", "summary"):
            shown = self._json(f"/api/v2/{document}.json")["status"]["indicator"]
            assert shown in row.indicators, (status, shown)
        assert self._json("/api/v1/status")["data"]["status"] == row.v1
        assert Assistant().call("get_status").data["status"]["value"] == status
        assert ("No components yet" if is_neutral else row.words) in self._text("/badge.svg")
        tone = "unknown" if is_neutral else row.tone
        assert f'class="sentence tone-{tone}"' in self._text("/")
        assert (status.message in self._text("/embed")) is (status is not SystemStatus.OPERATIONAL)
        assert (status.message in self._text("/embed.js")) is (status is not SystemStatus.OPERATIONAL)
        home = signed_in(Role.VIEWER, "Vera Viewer").get("/dashboard/").content.decode()
        assert f"hg-banner--{'unknown' if is_neutral else status}" in home
        series = re.findall(r'heliograph_system_status\{status="(\w+)"\} 1\.0', self._text("/metrics"))
        assert series == [status]
        return status

    def _text(self, path: str) -> str:
        response = Client().get(path)
        assert response.status_code == 200, path
        return response.content.decode()

    def _json(self, path: str) -> Any:  # noqa: ANN401 - JSON
        return json.loads(self._text(path))


def test_the_table_names_every_system_status() -> None:
    assert set(TABLE) == set(SystemStatus)
