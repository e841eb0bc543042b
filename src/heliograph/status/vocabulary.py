"""The words of the domain. Numbers, names and labels are the REST contract's (section 2)."""

from __future__ import annotations

from enum import IntEnum, StrEnum


class ComponentStatus(IntEnum):
    OPERATIONAL = 1
    PERFORMANCE_ISSUES = 2
    PARTIAL_OUTAGE = 3
    MAJOR_OUTAGE = 4
    UNKNOWN = 5
    UNDER_MAINTENANCE = 6

    @property
    def label(self) -> str:
        return self.name.replace("_", " ").capitalize()

    @property
    def severity(self) -> int:
        """0 for operational, and the more the worse."""
        return _BY_SEVERITY.index(self)


_BY_SEVERITY = (
    ComponentStatus.OPERATIONAL,
    ComponentStatus.UNKNOWN,
    ComponentStatus.UNDER_MAINTENANCE,
    ComponentStatus.PERFORMANCE_ISSUES,
    ComponentStatus.PARTIAL_OUTAGE,
    ComponentStatus.MAJOR_OUTAGE,
)


class IncidentStatus(IntEnum):
    UNKNOWN = 0
    INVESTIGATING = 1
    IDENTIFIED = 2
    WATCHING = 3
    FIXED = 4

    @property
    def label(self) -> str:
        return "Reported" if self is IncidentStatus.UNKNOWN else self.name.capitalize()

    @property
    def is_resolved(self) -> bool:
        return self is IncidentStatus.FIXED


class ScheduleStatus(IntEnum):
    """Derived from the clock, never stored."""

    UPCOMING = 0
    IN_PROGRESS = 1
    COMPLETE = 2

    @property
    def label(self) -> str:
        return self.name.replace("_", " ").capitalize()


class Visibility(IntEnum):
    SIGNED_IN = 0
    EVERYONE = 1
    HIDDEN = 2


class GroupDisplay(IntEnum):
    EXPANDED = 0
    COLLAPSED = 1
    COLLAPSED_UNLESS_INCIDENT = 2


class GroupOrderColumn(StrEnum):
    ID = "id"
    LAST_UPDATED = "last_updated"
    NAME = "name"
    MANUAL = "manual"
    STATUS = "status"


class OrderDirection(StrEnum):
    ASC = "asc"
    DESC = "desc"


class StatusSource(StrEnum):
    """Who changed a component's baseline."""

    MANUAL = "manual"
    MONITOR = "monitor"
    IMPORT = "import"
    SYSTEM = "system"


class TemplateEngine(StrEnum):
    """Blade can come with an import; only Twig is rendered."""

    TWIG = "twig"
    BLADE = "blade"


class SystemStatus(StrEnum):
    OPERATIONAL = "operational"
    PARTIAL_OUTAGE = "partial_outage"
    MAJOR_OUTAGE = "major_outage"
    UNDER_MAINTENANCE = "under_maintenance"

    @property
    def message(self) -> str:
        return _SENTENCES[self]


_SENTENCES = {
    SystemStatus.OPERATIONAL: "All systems are operational.",
    SystemStatus.PARTIAL_OUTAGE: "Some systems are experiencing issues.",
    SystemStatus.MAJOR_OUTAGE: "Some systems are experiencing major issues.",
    SystemStatus.UNDER_MAINTENANCE: "Some systems are under maintenance.",
}
