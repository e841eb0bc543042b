"""The list of subscribers as a file: brought in as a whole or not at all, and written out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from heliograph.actors import Ability
from heliograph.errors import Invalid
from heliograph.subscribers import csv_file
from heliograph.subscribers.drafts import ImportDraft
from heliograph.subscribers.lists import MOST_AT_ONCE, import_subscribers
from heliograph.subscribers.queries import row_faults
from heliograph.surfaces.dashboard.refusals import tell
from heliograph.surfaces.dashboard.site import site

if TYPE_CHECKING:
    from collections.abc import Sequence

    from heliograph.subscribers.drafts import ListedSubscriber
    from heliograph.surfaces.dashboard.request import DashboardRequest

_LARGEST = 1024 * 1024
_MOST_FAULTS = 20


class ListForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy(
            "CSV in UTF-8 or UTF-16, separated by commas, semicolons or tabs. The first line names the "
            "columns: email, and optionally global, components (ids separated by spaces; none: everything) "
            "and language. At most 1,000 lines."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
    )
    is_windows_1252 = forms.BooleanField(
        label=gettext_lazy("The file is in Windows-1252 (Latin-1)"), required=False
    )
    consent = forms.CharField(
        label=gettext_lazy("How these people agreed to be written to"),
        help_text=gettext_lazy(
            "They count at once and are not asked by mail. The audit log keeps these words."
        ),
        widget=forms.Textarea({"rows": 2}),
    )

    def clean_file(self) -> tuple[ListedSubscriber, ...]:
        """Return the rows. Raises ValidationError if one of them is wrong."""
        encoding = "windows-1252" if self["is_windows_1252"].value() else None
        file = self.cleaned_data["file"]
        if file.size > _LARGEST:
            raise forms.ValidationError(_("The file is too large."))
        try:
            rows = tuple(csv_file.read(file.read(), encoding=encoding))
        except Invalid as refused:
            raise forms.ValidationError(
                [one for each in refused.errors.values() for one in each]
            ) from refused
        if not rows or len(rows) > MOST_AT_ONCE:
            raise forms.ValidationError(_("A list has at least one line below the first, and at most 1,000."))
        return _sound(rows)


def _sound(rows: tuple[ListedSubscriber, ...]) -> tuple[ListedSubscriber, ...]:
    faults = row_faults(rows)
    if not faults:
        return rows
    told = [
        _("Line %(line)s, column %(column)s: %(reason)s")
        % {"line": one.line, "column": one.column, "reason": one.reason}
        for one in faults[:_MOST_FAULTS]
    ]
    number = len(faults)
    said = ngettext(
        "%(number)s line cannot be: nothing was written.",
        "%(number)s lines cannot be: nothing was written.",
        number,
    )
    raise forms.ValidationError([said % {"number": number}, *told])


@site.page("subscribers/import", name="import-subscribers")
def bring_in(request: DashboardRequest) -> HttpResponse:
    request.actor.require(Ability.SUBSCRIBERS_MANAGE)
    form = ListForm(request.POST, request.FILES) if request.method == "POST" else ListForm()
    if form.is_bound and form.is_valid() and _is_brought_in(request, form):
        return redirect("dashboard:subscribers_subscriber_changelist")
    status = 422 if form.errors else 200
    return site.rendered(
        request,
        "form",
        title=gettext_lazy("Import subscribers"),
        form=form,
        send=_("Import"),
        status=status,
    )


def _is_brought_in(request: DashboardRequest, form: ListForm) -> bool:
    rows: Sequence[ListedSubscriber] = form.cleaned_data["file"]
    try:
        left_out = import_subscribers(
            ImportDraft(rows=rows, consent=form.cleaned_data["consent"]), actor=request.actor
        )
    except Invalid as refused:
        tell(form, refused, fields={"rows": "file"})
        return False
    number = len(rows) - len(left_out)
    said = ngettext("%(number)s address is subscribed.", "%(number)s addresses are subscribed.", number)
    messages.success(request, said % {"number": number})
    for one in left_out[:_MOST_FAULTS]:  # what was deleted in this very moment
        messages.warning(request, one)
    return True


@site.page("subscribers/export", name="export-subscribers")
@require_safe
def write_out(request: DashboardRequest) -> HttpResponse:
    request.actor.require(Ability.SUBSCRIBERS_MANAGE)
    day = timezone.localdate(request.now)
    response = HttpResponse(
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="subscribers-{day}.csv"'},
    )
    csv_file.written(response)
    return response
