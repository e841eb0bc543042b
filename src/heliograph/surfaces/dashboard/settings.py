"""The owner's settings, a page for each group."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from heliograph.actors import Ability
from heliograph.errors import Invalid, NotFound
from heliograph.site.drafts import logo_draft
from heliograph.site.images import change_logo
from heliograph.site.settings import change_settings
from heliograph.site.theme import Shade
from heliograph.surfaces.dashboard.navigation import Entry, Section
from heliograph.surfaces.dashboard.setting_forms import LogoForm, form_of
from heliograph.surfaces.dashboard.setting_groups import GROUPS, Group
from heliograph.surfaces.dashboard.site import site

if TYPE_CHECKING:
    from django import forms
    from django.http import HttpResponse

    from heliograph.surfaces.dashboard.request import DashboardRequest

_LOGOS = "theme"
_TAKEN_DOWN = "remove"


@site.page(
    "settings/",
    name="settings",
    entry=Entry(
        section=Section.INSTALLATION,
        title=gettext_lazy("Settings"),
        icon="settings",
        view="settings",
        place=10,
        ability=Ability.SETTINGS_MANAGE,
    ),
)
def first_group(request: DashboardRequest) -> HttpResponse:
    return redirect("dashboard:settings-group", GROUPS[0].slug)


@site.page("settings/<slug:slug>/", name="settings-group")
def settings_page(request: DashboardRequest, slug: str) -> HttpResponse:
    request.actor.require(Ability.SETTINGS_MANAGE)
    group = _group(slug)
    form = form_of(group)(request.POST or None, initial=_values(request, group))
    if request.method == "POST" and form.is_valid() and _saved(request, form):
        messages.success(request, _("Saved."))
        return redirect("dashboard:settings-group", slug)
    return _shown(request, group, form, LogoForm())


@site.page("settings/theme/logo/", name="settings-logo")
def logo_page(request: DashboardRequest) -> HttpResponse:
    """A picture each that was sent; a name of one that is to be taken down."""
    request.actor.require(Ability.SETTINGS_MANAGE)
    group, logos = _group(_LOGOS), LogoForm(request.POST or None, request.FILES or None)
    if request.method != "POST":
        return redirect("dashboard:settings-group", _LOGOS)
    if logos.is_valid() and _logos_saved(request, logos):
        messages.success(request, _("Saved."))
        return redirect("dashboard:settings-group", _LOGOS)
    return _shown(request, group, form_of(group)(initial=_values(request, group)), logos)


def _group(slug: str) -> Group:
    group = next((one for one in GROUPS if one.slug == slug), None)
    if group is None:
        raise NotFound(_("There is no such page."))
    return group


def _values(request: DashboardRequest, group: Group) -> dict[str, object]:
    now = asdict(request.settings)
    return {name: now[name] for name in group.settings}


def _saved(request: DashboardRequest, form: forms.Form) -> bool:
    """What nobody touched is not said, so that another's change stands."""
    said = {name: form.cleaned_data[name] for name in form.changed_data}
    try:
        change_settings(said, actor=request.actor)
    except Invalid as invalid:
        for name, reasons in invalid.errors.items():
            form.add_error(name, reasons)
        return False
    return True


def _logos_saved(request: DashboardRequest, form: forms.Form) -> bool:
    """One at a time: the first that is no picture keeps those behind it waiting."""
    down = {name: None for name in request.POST.getlist(_TAKEN_DOWN) if name in form.fields}
    change_settings(down, actor=request.actor)
    for name in form.changed_data:
        try:
            change_logo(logo_draft(Shade(name), form.cleaned_data[name].read()), actor=request.actor)
        except Invalid as invalid:
            form.add_error(name, [reason for reasons in invalid.errors.values() for reason in reasons])
            return False
    return True


def _shown(request: DashboardRequest, group: Group, form: forms.Form, logos: LogoForm) -> HttpResponse:
    is_refused = bool(form.errors or logos.errors)
    ready: dict[str, object] = {"group": group, "groups": GROUPS, "form": form, "settings": request.settings}
    if group.slug == _LOGOS:
        ready["logos"] = logos
    return site.rendered(
        request, "settings", title=gettext_lazy("Settings"), status=422 if is_refused else 200, **ready
    )
