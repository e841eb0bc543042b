from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.contrib.admin import display
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from typing_extensions import override
from unfold.widgets import UnfoldAdminDecimalFieldWidget, UnfoldAdminSelectWidget

from heliograph.actors import Ability
from heliograph.metrics.drafts import MetricChanges, MetricDraft
from heliograph.metrics.metrics import create_metric, delete_metric, update_metric
from heliograph.metrics.models import Metric
from heliograph.metrics.vocabulary import MAX_PLACES, THRESHOLDS, MetricCalculation, MetricView
from heliograph.status.vocabulary import Visibility
from heliograph.surfaces.dashboard.fields import chosen, text, truth, whole
from heliograph.surfaces.dashboard.navigation import Section
from heliograph.surfaces.dashboard.site import site
from heliograph.surfaces.dashboard.verbs import VerbAdmin, VerbForm
from heliograph.surfaces.dashboard.words import VISIBILITY

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

    from heliograph.actors import Actor

CALCULATION = {MetricCalculation.SUM: _("Sum"), MetricCalculation.AVERAGE: _("Average")}
VIEW = {
    MetricView.LAST_HOUR: _("Last hour"),
    MetricView.TODAY: _("Last day"),
    MetricView.WEEK: _("Last week"),
    MetricView.MONTH: _("Last month"),
}


class MetricForm(VerbForm):
    name = text(label=_("Name"))
    suffix = text(label=_("Unit"), help_text=_("Stands behind each value: ms, %, requests."))
    description = text(label=_("Description"), is_long=True, may_be_empty=True)
    calc_type = chosen(
        MetricCalculation,
        CALCULATION,
        label=_("Calculation"),
        help_text=_("What becomes of several points in one stretch of the chart."),
    )
    default_value = forms.FloatField(
        label=_("Value without points"),
        required=False,
        widget=UnfoldAdminDecimalFieldWidget,
        help_text=_("Empty: the chart has a gap there."),
    )
    threshold = forms.TypedChoiceField(
        label=_("Minutes that count as one point"),
        coerce=int,
        choices=[(one, one) for one in THRESHOLDS],
        initial=5,
        widget=UnfoldAdminSelectWidget,
    )
    places = whole(label=_("Decimal places"), initial=2, min_value=0, max_value=MAX_PLACES)
    default_view = chosen(MetricView, VIEW, label=_("Shown at first"), initial=MetricView.TODAY.value)
    display_chart = truth(label=_("Show the chart on the page"), initial=True)
    visible = chosen(Visibility, VISIBILITY, label=_("Who sees it"), initial=Visibility.EVERYONE.value)
    order = whole(label=_("Place"), initial=0, min_value=0)

    class Meta:
        model = Metric
        fields = [
            *("name", "suffix", "description", "calc_type", "default_value", "threshold", "places"),
            *("default_view", "display_chart", "visible", "order"),
        ]

    @override
    def make(self, *, actor: Actor) -> Metric:
        return create_metric(MetricDraft(**self.cleaned_data), actor=actor)

    @override
    def change(self, pk: int, *, actor: Actor) -> Metric:
        return update_metric(pk, MetricChanges(**self.said()), actor=actor)


@site.lists(Metric)
class MetricAdmin(VerbAdmin):
    title, icon, section, place = _("Metrics"), "monitoring", Section.STATUS_PAGE, 60
    one, several = _("metric"), _("metrics")
    words = {"name": _("Name"), "suffix": _("Unit"), "display_chart": _("Chart shown")}
    manages, removes = Ability.METRICS_MANAGE, Ability.METRICS_DELETE
    form = MetricForm
    list_display = ("name", "suffix", "calculation", "seen_by", "display_chart", "points")
    search_fields = ("name",)
    ordering = ("order", "id")

    @display(description=_("Calculation"), ordering="calc_type")
    def calculation(self, one: Metric) -> object:
        return CALCULATION[MetricCalculation(one.calc_type)]

    @display(description=_("Who sees it"), ordering="visible")
    def seen_by(self, one: Metric) -> object:
        return VISIBILITY[Visibility(one.visible)]

    @display(description=_("Points"))
    def points(self, one: Metric) -> SafeString:
        return format_html(
            '<a href="{}">{}</a>', reverse("dashboard:metric-points", args=[one.pk]), _("Chart and points")
        )

    @override
    def delete(self, pk: int, *, actor: Actor) -> None:
        delete_metric(pk, actor=actor)
