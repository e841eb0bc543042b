"""What a metric has measured: its chart, its newest points, and one more by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminDecimalFieldWidget

from heliograph.actors import Ability
from heliograph.errors import Invalid, NotFound
from heliograph.lib.line import HEIGHT, WIDTH, line
from heliograph.metrics.drafts import PointDraft, PointsDraft
from heliograph.metrics.models import Metric
from heliograph.metrics.points import delete_point, record_points
from heliograph.metrics.queries import Chart, newest_points, slots_of
from heliograph.metrics.series import Range, grid, series
from heliograph.metrics.vocabulary import MetricCalculation
from heliograph.surfaces.dashboard.fields import Moment
from heliograph.surfaces.dashboard.metrics import VIEW
from heliograph.surfaces.dashboard.site import site

if TYPE_CHECKING:
    from django.http import HttpResponse

    from heliograph.surfaces.dashboard.request import DashboardRequest

_MOST = 50
_RANGES = dict(zip(Range, VIEW.values(), strict=True))


class PointForm(forms.Form):
    value = forms.FloatField(label=gettext_lazy("Value"), widget=UnfoldAdminDecimalFieldWidget)
    at = Moment(label=gettext_lazy("Measured at (empty: now)"), required=False)


@site.page("metrics/<int:pk>/points/", name="metric-points")
def points_page(request: DashboardRequest, pk: int) -> HttpResponse:
    metric, form = _metric(pk), PointForm(request.POST or None)
    if request.method == "POST":
        request.actor.require(Ability.METRIC_POINTS_MANAGE)
        if form.is_valid() and _is_recorded(request, metric, form):
            messages.success(request, _("The point is recorded."))
            return redirect("dashboard:metric-points", pk)
    return site.rendered(
        request,
        "metric_points",
        title=metric.name,
        status=422 if form.errors else 200,
        metric=metric,
        form=form,
        points=newest_points([pk], most=_MOST)[pk][::-1],
        lines=_lines(request, metric),
        size={"width": WIDTH, "height": HEIGHT},
        may_add=request.actor.may(Ability.METRIC_POINTS_MANAGE),
        may_delete=request.actor.may(Ability.METRIC_POINTS_DELETE),
    )


@site.page("metrics/<int:pk>/points/<int:point>/delete/", name="metric-point-delete")
def delete(request: DashboardRequest, pk: int, point: int) -> HttpResponse:
    if request.method == "POST":
        delete_point(pk, point, actor=request.actor)
        messages.success(request, _("The point is deleted."))
    return redirect("dashboard:metric-points", pk)


def _metric(pk: int) -> Metric:
    metric = Metric.objects.filter(pk=pk).first()
    if metric is None:
        raise NotFound(_("There is no such metric."))
    return metric


def _is_recorded(request: DashboardRequest, metric: Metric, form: PointForm) -> bool:
    point = PointDraft(value=form.cleaned_data["value"], at=form.cleaned_data["at"] or request.now)
    try:
        record_points(PointsDraft(metric_id=metric.pk, points=[point]), actor=request.actor)
    except Invalid as invalid:
        form.add_error("value", [reason for reasons in invalid.errors.values() for reason in reasons])
        return False
    return True


def _lines(request: DashboardRequest, metric: Metric) -> list[dict[str, object]]:
    """The four ranges that visitors may choose from, one query for all that each needs."""
    return [{"words": words, "path": _path(request, metric, chosen)} for chosen, words in _RANGES.items()]


def _path(request: DashboardRequest, metric: Metric, chosen: Range) -> str:
    zone = ZoneInfo(request.settings.timezone)
    chart = Chart(metric=metric, grid=grid(chosen, at=request.now, zone=zone, threshold=metric.threshold))
    buckets = series(
        slots_of([chart])[metric.pk],
        edges=chart.grid.edges,
        calculation=MetricCalculation(metric.calc_type),
        default_value=metric.default_value,
    )
    return line([one.value for one in buckets])
