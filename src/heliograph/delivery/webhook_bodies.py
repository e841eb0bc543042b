"""What a webhook's body holds: the row's own fields, by the names that Cachet's have (as recorded).

Columns that Cachet has and we do not hold here what they hold there where nobody uses them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    Row = Mapping[str, Any]

Body = dict[str, object]


def component(row: Row, *, is_checked: bool, checked_at: str | None) -> Body:
    return _picked(row, "id name description link status order") | {
        "component_group_id": row["group_id"],
        **_picked(row, "created_at updated_at deleted_at enabled"),
        "checked": is_checked,
        "checked_at": checked_at,
    }


def status_change(payload: Row, component_id: int) -> Body:
    return {"component_id": component_id, **_picked(payload, "old_status new_status source")}


def incident(row: Row) -> Body:
    return _picked(
        row,
        "id component_id name status message created_at updated_at deleted_at visible stickied occurred_at "
        "user_id",
    ) | {
        "notifications": int(row["notifications"]),
        "guid": row["guid"],
        "external_provider": None,
        "external_id": None,
        "long_running_notified_at": None,
        "published_at": row["published_at"],
        "published_notified_at": row["published_at"],
    }


def incident_update(row: Row, *, incident_status: int) -> Body:
    return _picked(row, "id incident_id status message user_id created_at updated_at") | {
        "incident_status": incident_status
    }


def schedule(row: Row) -> Body:
    return _picked(
        row,
        "id name message scheduled_at completed_at published_at user_id created_at updated_at deleted_at",
    ) | {"notifications": int(row["notifications"])}


def schedule_update(row: Row) -> Body:
    return _picked(row, "id schedule_id message user_id created_at updated_at")


def metric(row: Row) -> Body:
    return _picked(
        row,
        "id name suffix description default_value calc_type display_chart created_at updated_at places "
        "default_view threshold order visible",
    ) | {"show_when_empty": False}


def metric_point(row: Row, *, new: Sequence[int]) -> Body:
    """Where several were made at once, `row` is the last one's, and `ids` are those of all of them."""
    point = _picked(row, "id metric_id value created_at updated_at counter")
    return point | {"ids": list(new)} if len(new) > 1 else point


def subscriber(row: Row) -> Body:
    return _picked(row, "id email") | {
        "email_verified_at": row["verified_at"],
        **_picked(row, "created_at updated_at"),
        "global": row["is_global"],
        "phone_number": None,
        "slack_webhook_url": None,
    }


def _picked(row: Row, names: str) -> Body:
    return {name: row[name] for name in names.split()}
