"""What the status page shows."""

from datetime import timedelta

import pytest
from django.test import Client

from heliograph.actors import Actor
from heliograph.lib import clock
from heliograph.site.settings import change_setting
from heliograph.status.components import create_component
from heliograph.status.drafts import ComponentDraft, ImpactDraft, IncidentDraft, IncidentUpdateDraft
from heliograph.status.incidents import create_incident
from heliograph.status.updates import record_incident_update
from heliograph.status.vocabulary import ComponentStatus, GroupDisplay, IncidentStatus, Visibility
from tests.factories import a_component, a_group, a_window, an_incident, an_update

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


def shown(client: Client, path: str = "/") -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def in_order(page: str, *names: str) -> bool:
    places = [page.index(name) for name in names]
    return places == sorted(places)


def test_an_empty_installation_has_a_calm_page(client: Client) -> None:
    page = shown(client)
    assert "No components yet" in page
    assert "All systems are operational." not in page
    assert 'class="sentence tone-unknown"' in page
    assert "No components have been added yet." in page
    assert "Happening now" not in page
    assert "Coming maintenance" not in page
    assert page.count("No incidents reported.") == 7


def test_what_operators_say_is_what_visitors_read(client: Client, operator: Actor) -> None:
    component = create_component(
        ComponentDraft(name="API", status=ComponentStatus.OPERATIONAL), actor=operator
    )
    impact = ImpactDraft(component_id=component.pk, status=ComponentStatus.PARTIAL_OUTAGE)
    incident = create_incident(
        IncidentDraft(
            name="Requests fail",
            message="We look.",
            status=IncidentStatus.INVESTIGATING,
            visible=Visibility.EVERYONE,
            impacts=(impact,),
        ),
        actor=operator,
    )
    update = IncidentUpdateDraft(
        incident_id=incident.pk, status=IncidentStatus.IDENTIFIED, message="It is DNS."
    )
    record_incident_update(update, actor=operator)
    page = shown(client)
    assert in_order(page, "Some systems are experiencing", "Requests fail", "It is DNS.", "We look.")
    assert in_order(page, "Earlier updates", "We look.")
    assert page.count("Partial outage") == 3  # on the card, in the list of components, and on its day


@pytest.mark.parametrize(
    ("status", "sentence"),
    [
        (ComponentStatus.OPERATIONAL, "All systems are operational."),
        (ComponentStatus.UNKNOWN, "Some systems are experiencing issues."),
        (ComponentStatus.PERFORMANCE_ISSUES, "Some systems are experiencing issues."),
        (ComponentStatus.PARTIAL_OUTAGE, "Some systems are experiencing issues."),
        (ComponentStatus.MAJOR_OUTAGE, "Some systems are experiencing major issues."),
        (ComponentStatus.UNDER_MAINTENANCE, "Some systems are under maintenance."),
    ],
)
def test_the_sentence_and_the_component_say_the_same(
    client: Client, status: ComponentStatus, sentence: str
) -> None:
    a_component(status=status)
    page = shown(client)
    assert f"<h1>{sentence}</h1>" in page
    assert f"{status.label}</span>" in page


def test_maintenance_is_now_while_it_lasts_and_coming_before(client: Client) -> None:
    now = clock.now()
    component = a_component()
    a_window(name="Under way", impacts=[(component, None)], scheduled_at=now - HOUR)
    a_window(name="Next week", scheduled_at=now + 5 * DAY)
    page = shown(client)
    assert "Some systems are under maintenance." in page
    assert in_order(
        page, "Happening now", "Under way", "Under maintenance", "Coming maintenance", "Next week"
    )


def test_pinned_incidents_come_first_and_then_the_newest(client: Client) -> None:
    now = clock.now()
    an_incident(name="Older", occurred_at=now - 2 * HOUR)
    an_incident(name="Newer", occurred_at=now - HOUR)
    an_incident(name="Pinned", occurred_at=now - 3 * HOUR, stickied=True)
    assert in_order(shown(client).split("Components")[0], "Pinned", "Newer", "Older")


def test_a_card_says_how_many_components_it_has_no_room_for(client: Client) -> None:
    components = [a_component(name=f"Node {number}") for number in range(15)]
    an_incident(impacts=[(one, ComponentStatus.MAJOR_OUTAGE) for one in components])
    assert "and 3 more" in shown(client)


def test_a_long_story_ends_in_a_link_to_all_of_it(client: Client) -> None:
    incident = an_incident()
    for number in range(11):
        an_update(incident, message=f"Word {number:02}.")
    page = shown(client)
    assert "Word 10." in page
    assert "Word 01." in page
    assert "Word 00." not in page
    assert "All updates" in page


def test_groups_come_in_their_order_and_ungrouped_components_last(client: Client) -> None:
    a_component(name="Lonely")
    a_component(name="In the second", group=a_group(name="Second", order=2))
    a_component(name="In the first", group=a_group(name="First", order=1))
    a_group(name="Deserted")
    page = shown(client)
    assert in_order(page, "First", "In the first", "Second", "In the second", "Lonely")
    assert "Deserted" not in page


@pytest.mark.parametrize(
    ("display", "open_without", "open_with"),
    [
        (GroupDisplay.EXPANDED, True, True),
        (GroupDisplay.COLLAPSED, False, False),
        (GroupDisplay.COLLAPSED_UNLESS_INCIDENT, False, True),
    ],
)
def test_a_group_folds_as_configured(
    client: Client, display: GroupDisplay, *, open_without: bool, open_with: bool
) -> None:
    component = a_component(group=a_group(collapsed=display))
    assert ('<details class="group" open>' in shown(client)) is open_without
    an_incident(impacts=[(component, ComponentStatus.OPERATIONAL)])
    assert ('<details class="group" open>' in shown(client)) is open_with


def test_a_groups_state_is_hidden_when_the_owner_wants_that(client: Client, operator: Actor) -> None:
    a_component(group=a_group(), status=ComponentStatus.MAJOR_OUTAGE)
    assert shown(client).count("Major outage") == 3  # of the group, the component, and its day
    change_setting("show_component_group_status", value=False, actor=operator)
    assert shown(client).count("Major outage") == 2


@pytest.mark.parametrize(
    ("link", "is_link"),
    [
        ("https://example.com/", True),
        ("http://example.com/", True),
        ("javascript:alert(1)", False),
        ("//example.com", False),
        ("https://[", False),
        (None, False),
    ],
)
def test_only_links_into_the_web_can_be_followed(client: Client, link: str | None, *, is_link: bool) -> None:
    a_component(name="API", link=link)
    assert ('rel="nofollow noopener">API</a>' in shown(client)) is is_link


def test_the_page_speaks_the_language_and_the_time_of_its_owner(client: Client, operator: Actor) -> None:
    an_incident(occurred_at=clock.now().replace(month=1, day=5, hour=23, minute=30))
    change_setting("timezone", "Asia/Tokyo", actor=operator)
    change_setting("locale", "de-CH", actor=operator)
    page = shown(client)
    assert '<html lang="de-CH" dir="ltr">' in page
    assert "6. Januar, 08:30" in page
    assert "Asia/Tokyo" in page


@pytest.mark.parametrize(
    ("column", "direction", "order"),
    [
        (None, None, "cab"),
        ("manual", "desc", "cab"),
        ("id", "asc", "abc"),
        ("id", "desc", "cba"),
        ("name", "asc", "bca"),
        ("name", "desc", "acb"),
        ("last_updated", "asc", "bac"),
        ("last_updated", "desc", "cab"),
        ("status", "asc", "acb"),
        ("status", "desc", "bca"),
    ],
)
def test_a_group_is_sorted_by_its_column_or_by_hand(
    client: Client, column: str | None, direction: str | None, order: str
) -> None:
    now, group = clock.now(), a_group(order_column=column, order_direction=direction)
    major, slow = ComponentStatus.MAJOR_OUTAGE, ComponentStatus.PERFORMANCE_ISSUES
    columns: list[dict[str, object]] = [
        {"name": "Zebra", "description": "(a)", "updated_at": now - HOUR},
        {"name": "ape", "description": "(b)", "updated_at": now - DAY, "status": major},
        {"name": "Bear", "description": "(c)", "updated_at": now, "status": slow, "order": 7},
    ]
    for one in columns:
        a_component(group=group, **one)
    assert in_order(shown(client), *(f"({letter})" for letter in order))


def test_nothing_but_reading_is_possible(client: Client) -> None:
    assert client.head("/").status_code == 200
    assert client.post("/").status_code == 405


def test_the_sentence_says_since_when_it_holds(client: Client) -> None:
    now = clock.now()
    a_component()
    an_incident(
        status=IncidentStatus.FIXED,
        occurred_at=now - 5 * HOUR,
        created_at=now - 5 * HOUR,
        updated_at=now - HOUR,
    )
    page = shown(client)
    assert f'Since <time datetime="{(now - HOUR).isoformat(timespec="seconds")}">' in page
    assert in_order(page, "All systems are operational.", "Since <time", "</main>")


def test_what_never_changed_needs_no_since(client: Client) -> None:
    a_component(status=ComponentStatus.OPERATIONAL)
    assert "Since <time" not in shown(client)


def test_the_way_in_for_operators_is_the_owners_to_show(client: Client, operator: Actor) -> None:
    assert '<a href="/dashboard/" rel="nofollow">Dashboard</a>' in shown(client)
    change_setting("dashboard_login_link", value=False, actor=operator)
    assert "/dashboard" not in shown(client)
