from heliograph.monitoring.models import Monitor
from heliograph.status.models import Component
from tests.factories import a_component


def a_monitor(component: Component | None = None, **changes: object) -> Monitor:
    usual = {"component": component or a_component(), "address": "https://example.com/"}
    return Monitor.objects.create(**usual | changes)
