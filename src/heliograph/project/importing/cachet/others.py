"""Cachet's metrics, subscribers, webhooks and checks."""

from __future__ import annotations

from heliograph.delivery.models import LONGEST_URL, WebhookSubscription
from heliograph.lib.mailboxes import mailbox_of
from heliograph.metrics.models import Metric, MetricPoint
from heliograph.metrics.vocabulary import MAX_PLACES, MetricCalculation, MetricView, finite
from heliograph.monitoring.models import ComponentCheck, Monitor
from heliograph.project.importing.cachet.accounts import email_of
from heliograph.project.importing.cachet.status import is_web_address
from heliograph.project.importing.known import Known
from heliograph.project.importing.record import LONGEST_NAME, Record, refuse
from heliograph.status.vocabulary import ComponentStatus, Visibility
from heliograph.subscribers.models import Subscriber, Subscription
from heliograph.subscribers.vocabulary import is_email

_AN_HOUR = 60
_LARGEST_CODE = 999


def metric(record: Record, _known: Known) -> Metric:
    return Metric(
        id=record.id,
        name=record.name("name"),
        suffix=record.text("suffix")[:LONGEST_NAME],
        description=record.text_or_none("description"),
        default_value=record.decimal_or_none("default_value"),
        calc_type=record.one_of("calc_type", MetricCalculation, otherwise=MetricCalculation.SUM),
        display_chart=record.flag("display_chart", default=1),
        places=record.whole("places", default=2, most=MAX_PLACES),
        default_view=record.one_of("default_view", MetricView, otherwise=MetricView.TODAY),
        threshold=record.whole("threshold", default=5, most=_AN_HOUR),
        order=record.whole("order"),
        visible=record.one_of("visible", Visibility, otherwise=Visibility.SIGNED_IN),
        created_at=record.birth(),
        updated_at=record.change(),
    )


def point(record: Record, known: Known) -> MetricPoint:
    value, counter = record.decimal("value"), record.whole("counter", default=1)
    return MetricPoint(
        id=record.id,
        metric_id=known.of("metrics", record.columns.get("metric_id")),
        value=value,
        counter=counter,
        total=finite(value * counter),
        created_at=record.birth(),
        updated_at=record.change(),
    )


def subscriber(record: Record, known: Known) -> Subscriber:
    email = email_of(record)
    if not is_email(email):
        refuse("it has no e-mail address")
    return Subscriber(
        id=record.id,
        email=email,
        mailbox=mailbox_of(email),
        is_global=record.flag("global", default=1),
        verified_at=record.moment("email_verified_at" if record.has("email_verified_at") else "verified_at"),
        meta=known.meta("subscriber", record.id),
        created_at=record.birth(),
        updated_at=record.change(),
    )


def subscription(record: Record, known: Known) -> Subscription:
    return Subscription(
        subscriber_id=known.of("subscribers", record.columns.get("subscriber_id")),
        component_id=known.of("components", record.columns.get("component_id")),
    )


def webhook(record: Record, _known: Known) -> WebhookSubscription:
    url = record.text("url")
    if not is_web_address(url) or len(url) > LONGEST_URL:
        refuse("it leads to no web address")
    return WebhookSubscription(
        id=record.id,
        url=url,
        secret=record.text("secret")[:LONGEST_NAME],
        description=record.text("description"),
        is_for_all_events=record.flag("send_all_events", default=1),
        selected_events=_events(record),
        created_at=record.birth(),
        updated_at=record.change(),
    )


def _events(record: Record) -> list[str]:
    said = record.content("selected_events")
    return [one for one in said if isinstance(one, str)] if isinstance(said, list) else []


def monitor(record: Record, known: Known) -> Monitor | None:
    """Out of the component's own row; there is none of a component that was never looked at."""
    is_active, checked_at = record.flag("checked"), record.moment("checked_at")
    if not is_active and checked_at is None:
        return None
    component_id = known.of("components", record.id)
    return Monitor(component_id=component_id, is_active=is_active, checked_at=checked_at)


def check(record: Record, known: Known) -> ComponentCheck:
    status = record.one_of_or_none("status", ComponentStatus)
    checked_at = record.moment("checked_at")
    if status is None or checked_at is None:
        refuse("it has no time or no known status")
    code = record.whole("response_code", most=_LARGEST_CODE)
    return ComponentCheck(
        id=record.id,
        component_id=known.of("components", record.columns.get("component_id")),
        status=status,
        is_successful=record.flag("successful"),
        response_code=code or None,
        response_time=record.whole_or_none("response_time"),
        checked_at=checked_at,
    )
