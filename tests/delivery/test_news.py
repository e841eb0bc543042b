"""Who hears of what, once: from the verb to the mail."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import time_machine

from heliograph.actors import Actor, Door
from heliograph.delivery.announcements import withdraw_announcements
from heliograph.errors import Conflict
from heliograph.lib import clock
from heliograph.site.settings import change_setting
from heliograph.status.drafts import (
    ImpactDraft,
    IncidentChanges,
    IncidentDraft,
    IncidentUpdateDraft,
    ScheduleChanges,
    ScheduleDraft,
    ScheduleUpdateDraft,
)
from heliograph.status.due import record_due
from heliograph.status.incidents import create_incident, delete_incident, update_incident
from heliograph.status.maintenance import create_schedule, delete_schedule, update_schedule
from heliograph.status.updates import delete_incident_update, record_incident_update, record_schedule_update
from heliograph.status.vocabulary import ComponentStatus, IncidentStatus, Visibility
from tests.delivery.post import html_of, mailbox, settle, settle_after, text_of
from tests.factories import a_component, a_group, an_incident
from tests.subscribers.factories import a_subscriber

pytestmark = pytest.mark.django_db

ADA = "ada@example.com"
HOUR = timedelta(hours=1)
system = Actor.system(door=Door.CLOCK)


@pytest.fixture(autouse=True)
def ada() -> None:
    a_subscriber(email=ADA, verified_at=clock.now())


def a_draft(**changes: object) -> IncidentDraft:
    defaults: dict[str, object] = {
        "name": "The website is slow",
        "message": "We are **looking** into it.",
        "status": IncidentStatus.INVESTIGATING,
        "visible": Visibility.EVERYONE,
        "notifications": True,
    }
    return IncidentDraft(**defaults | changes)  # type: ignore[arg-type]


def a_plan(**changes: object) -> ScheduleDraft:
    defaults: dict[str, object] = {
        "name": "New disks",
        "message": "We put them in.",
        "scheduled_at": clock.now() + HOUR,
        "completed_at": clock.now() + 2 * HOUR,
        "notifications": True,
    }
    return ScheduleDraft(**defaults | changes)  # type: ignore[arg-type]


def fixed(incident_id: int) -> IncidentUpdateDraft:
    return IncidentUpdateDraft(incident_id=incident_id, status=IncidentStatus.FIXED, message="It is back.")


def at(moment: datetime) -> None:
    """All that the worker does then."""
    with time_machine.travel(moment):
        record_due(actor=system)
        settle()
        settle_after(seconds=11)


def states() -> list[str]:
    """The second line of every mail so far."""
    return [text_of(one).splitlines()[1] for one in mailbox()]


# Incidents


def test_an_incident_and_its_updates_are_one_thread(operator: Actor) -> None:
    impact = ImpactDraft(component_id=a_component(name="Website").pk, status=ComponentStatus.MAJOR_OUTAGE)
    incident = create_incident(a_draft(impacts=[impact]), actor=operator)
    settle_after(seconds=11)
    record_incident_update(fixed(incident.pk), actor=operator)
    settle_after(seconds=11)

    opening, news = mailbox()
    assert states() == ["Investigating", "Fixed"]
    assert opening["To"] == news["To"] == ADA
    assert opening["Subject"] == news["Subject"] == "The website is slow"
    assert news["References"] == news["In-Reply-To"] == opening["Message-ID"] != news["Message-ID"]
    assert opening["In-Reply-To"] is None
    assert "Affected components: Website (Major outage)" in text_of(opening)
    assert "<strong>looking</strong>" in html_of(opening)
    assert f"/incidents/{incident.guid}" in text_of(news)


def test_a_mail_says_how_to_end_it_and_that_a_machine_wrote_it(operator: Actor) -> None:
    create_incident(a_draft(), actor=operator)
    settle_after(seconds=11)

    (mail,) = mailbox()
    link = str(mail["List-Unsubscribe"]).strip(" <>")
    assert link in text_of(mail)
    assert link in html_of(mail)
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["List-Id"] == "<status.127.0.0.1>"
    assert mail["Auto-Submitted"] == "auto-generated"


def test_within_the_undo_window_news_joins_what_has_not_been_told_yet(operator: Actor) -> None:
    incident = create_incident(a_draft(name="The webiste is slow"), actor=operator)
    settle()
    update_incident(incident.pk, IncidentChanges(name="The website is slow"), actor=operator)
    record_incident_update(fixed(incident.pk), actor=operator)
    settle_after(seconds=11)
    settle_after(seconds=60)

    (mail,) = mailbox()
    assert mail["Subject"] == "The website is slow"
    assert states() == ["Fixed"]
    assert "It is back." in text_of(mail)
    assert "**looking**" in text_of(mail)


def test_what_is_taken_back_in_time_nobody_hears_of(operator: Actor) -> None:
    incident = create_incident(a_draft(), actor=operator)
    settle()
    withdraw_announcements("incident", incident.pk, actor=operator)
    settle_after(seconds=60)
    assert mailbox() == []


def test_what_has_been_told_cannot_be_taken_back(operator: Actor) -> None:
    incident = create_incident(a_draft(), actor=operator)
    settle_after(seconds=11)
    with pytest.raises(Conflict):
        withdraw_announcements("incident", incident.pk, actor=operator)


def test_what_is_deleted_in_time_nobody_hears_of(operator: Actor) -> None:
    delete_incident(create_incident(a_draft(), actor=operator).pk, actor=operator)
    delete_schedule(create_schedule(a_plan(), actor=operator).pk, actor=operator)
    told = create_incident(a_draft(), actor=operator)
    settle_after(seconds=11)
    update = record_incident_update(fixed(told.pk), actor=operator)
    delete_incident_update(told.pk, update.pk, actor=operator)
    settle_after(seconds=11)
    assert len(mailbox()) == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"notifications": False},
        {"visible": Visibility.SIGNED_IN},
        {"visible": Visibility.HIDDEN},
        {"published_at": datetime.max.replace(tzinfo=clock.now().tzinfo)},
    ],
)
def test_what_visitors_do_not_see_or_are_not_to_be_bothered_with_is_no_news(
    changes: dict[str, object], operator: Actor
) -> None:
    incident = create_incident(a_draft(**changes), actor=operator)
    record_incident_update(fixed(incident.pk), actor=operator)
    settle_after(seconds=11)
    assert mailbox() == []


def test_with_subscribing_switched_off_nobody_hears_of_anything(operator: Actor) -> None:
    change_setting("allow_subscribers", False, actor=operator)  # noqa: FBT003 - the value is a boolean
    create_incident(a_draft(), actor=operator)
    settle_after(seconds=11)
    assert mailbox() == []


def test_what_becomes_visible_later_is_announced_then_once(operator: Actor) -> None:
    incident = create_incident(a_draft(visible=Visibility.HIDDEN), actor=operator)
    settle_after(seconds=11)
    for visible in (Visibility.EVERYONE, Visibility.HIDDEN, Visibility.EVERYONE):
        update_incident(incident.pk, IncidentChanges(visible=visible), actor=operator)
        settle_after(seconds=11)
    assert states() == ["Investigating"]


def test_an_incident_that_was_here_before_is_not_announced_for_a_slip_of_the_pen(operator: Actor) -> None:
    incident = an_incident(notifications=True)
    update_incident(incident.pk, IncidentChanges(name="Another name"), actor=operator)
    settle_after(seconds=11)
    assert mailbox() == []


def test_an_embargo_ends_by_the_clock_and_all_that_was_said_meanwhile_is_told_with_it(
    operator: Actor,
) -> None:
    record_due(actor=system)
    incident = create_incident(a_draft(published_at=clock.now() + HOUR), actor=operator)
    record_incident_update(fixed(incident.pk), actor=operator)
    settle_after(seconds=11)
    assert mailbox() == []
    at(clock.now() + HOUR + timedelta(seconds=1))
    assert states() == ["Fixed"]


def test_a_status_that_is_changed_without_a_word_is_news_too(operator: Actor) -> None:
    incident = create_incident(a_draft(), actor=operator)
    settle_after(seconds=11)
    update_incident(incident.pk, IncidentChanges(status=IncidentStatus.FIXED), actor=operator)
    settle_after(seconds=11)
    assert states() == ["Investigating", "Fixed"]


# Maintenance


def test_a_window_is_announced_moved_started_and_completed(operator: Actor) -> None:
    record_due(actor=system)
    window = create_schedule(a_plan(), actor=operator)
    settle_after(seconds=11)
    moved = ScheduleChanges(scheduled_at=clock.now() + 3 * HOUR, completed_at=clock.now() + 5 * HOUR)
    update_schedule(window.pk, moved, actor=operator)
    settle_after(seconds=11)
    at(clock.now() + 4 * HOUR)
    at(clock.now() + 6 * HOUR)
    at(clock.now() + 7 * HOUR)
    assert states() == ["Upcoming", "Upcoming - The time has changed.", "In progress", "Complete"]
    assert len({str(one["References"]) for one in mailbox()[1:]}) == 1


def test_an_update_that_ends_a_window_is_its_completion(operator: Actor) -> None:
    record_due(actor=system)
    now = clock.now()
    window = create_schedule(a_plan(scheduled_at=now - HOUR), actor=operator)
    at(now + timedelta(seconds=15))
    done = ScheduleUpdateDraft(schedule_id=window.pk, message="Done.", completed_at=clock.now())
    record_schedule_update(done, actor=operator)
    at(now + timedelta(seconds=30))
    at(now + 3 * HOUR)
    assert states() == ["In progress", "Complete"]
    assert "Done." in text_of(mailbox()[1])


def test_who_hears_of_a_window_when_it_has_begun_is_not_told_again_that_it_has(operator: Actor) -> None:
    record_due(actor=system)
    create_schedule(a_plan(scheduled_at=clock.now() + timedelta(seconds=5)), actor=operator)
    settle()
    at(clock.now() + timedelta(seconds=12))
    at(clock.now() + timedelta(seconds=30))
    assert states() == ["In progress"]


# Recipients


Who = Callable[[int], dict[str, object]]


def test_who_hears_is_who_confirmed_and_wants_it(operator: Actor) -> None:
    group = a_group()
    website, api = a_component(name="Website", group=group), a_component(name="API")
    now = clock.now()
    a_subscriber(email="all-unconfirmed@example.com")
    a_subscriber(email="website@example.com", is_global=False, verified_at=now, components=[website, api])
    a_subscriber(email="api@example.com", is_global=False, verified_at=now, components=[api])
    a_subscriber(email="both@example.com", is_global=True, verified_at=now, components=[website])
    a_subscriber(email="none@example.com", is_global=False, verified_at=now)
    a_subscriber(email="group@example.com", is_global=False, verified_at=now).groups.add(group)
    a_subscriber(email="other@example.com", is_global=False, verified_at=now).groups.add(a_group())
    impact = ImpactDraft(component_id=website.pk, status=ComponentStatus.MAJOR_OUTAGE)
    create_incident(a_draft(impacts=[impact]), actor=operator)
    settle_after(seconds=11)
    hearing = [ADA, "both@example.com", "group@example.com", "website@example.com"]
    assert sorted(str(one["To"]) for one in mailbox()) == hearing


def test_each_is_written_to_in_their_language(operator: Actor) -> None:
    a_subscriber(email="leila@example.com", verified_at=clock.now(), locale="ar")
    create_incident(a_draft(), actor=operator)
    settle_after(seconds=11)
    arabic = next(one for one in mailbox() if one["To"] == "leila@example.com")
    assert 'lang="ar" dir="rtl"' in html_of(arabic)
    assert "Investigating" not in text_of(arabic)


def test_who_unsubscribes_before_their_turn_gets_no_mail(operator: Actor) -> None:
    bob = a_subscriber(email="bob@example.com", verified_at=clock.now())
    create_incident(a_draft(), actor=operator)
    settle()
    bob.delete()
    settle_after(seconds=11)
    assert [one["To"] for one in mailbox()] == [ADA]


def test_what_people_write_stays_where_it_belongs(operator: Actor) -> None:
    """Class 10: the name is a header, a message is a body."""
    change_setting("name", "Acme\r\nBcc: eve@example.com", actor=operator)
    name = "Slow\r\nBcc: eve@example.com\u2028X-Evil: \u0085\x02address\x02 ünïcode"
    create_incident(
        a_draft(name=name, message="<script>alert(1)</script>\x02unsubscribe\x02"), actor=operator
    )
    settle_after(seconds=11)
    (mail,) = mailbox()
    assert mail["Bcc"] is None
    assert mail["X-Evil"] is None
    assert mail["Subject"] == "Slow Bcc: eve@example.com X-Evil: address ünïcode"
    assert "<script>" not in html_of(mail)
    assert text_of(mail).count("/subscribers/unsubscribe/") == 1


def test_a_mail_keeps_line_breaks_and_shows_each_url_once(operator: Actor) -> None:
    url, picture = "https://example.com/x", "https://example.com/c.png"
    message = f"Line one\nLine two: [{url}]({url})\n![Chart]({picture})"
    create_incident(a_draft(message=message), actor=operator)
    settle_after(seconds=11)

    (mail,) = mailbox()
    assert "Line one<br>" in html_of(mail)
    assert f'<a href="{url}" rel="nofollow noopener">{url}</a>' in html_of(mail)
    assert f'<a href="{picture}" rel="nofollow noopener">Chart</a>' in html_of(mail)
    assert f"Line one\nLine two: {url}\n[Chart]({picture})" in text_of(mail)
