"""A list and a form over one kind of thing, as Django's admin makes them; whoever writes there calls a verb.

A form says which verb makes a thing and which one changes it, an admin class which one deletes it. What a
verb refuses stands on the form, as if the form itself had found it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.contrib import messages
from django.contrib.admin.exceptions import DisallowedModelAdminLookup
from django.db.models import Model
from django.shortcuts import redirect
from django.urls import URLPattern, re_path
from typing_extensions import override
from unfold.admin import BaseModelAdmin, ModelAdmin
from unfold.views import ChangeList

from heliograph.errors import Refused
from heliograph.surfaces.dashboard.meanwhile import MeanwhileForm
from heliograph.surfaces.dashboard.navigation import Entry
from heliograph.surfaces.dashboard.refusals import tell

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from django.db.models import QuerySet
    from django.http import HttpRequest
    from django.utils.functional import _StrPromise

    from heliograph.actors import Ability, Actor
    from heliograph.surfaces.dashboard.navigation import Section
    from heliograph.surfaces.dashboard.request import DashboardRequest


_ROW = r"(?P<object_id>[0-9]+|__fk__)"
"""Django's field for a row of another model reverses addresses with `__fk__`, which its script replaces."""


class Rows(ChangeList):
    @override
    def get_filters(self, request: HttpRequest) -> Any:
        """Raises DisallowedModelAdminLookup (a 400) for a parameter that no filter of the list reads.

        Django would look it up in any column: `secret__startswith` shows a write-only value letter by letter,
        and `name__regex` runs a visitor's regular expression.
        """
        filters = super().get_filters(request)
        not_offered: dict[str, Any] = filters[2]
        if not_offered:
            raise DisallowedModelAdminLookup(f"This list has no filter {min(not_offered)}.")
        return filters

    @override
    def url_for_result(self, result: Model) -> str:
        elsewhere = self.model_admin.address_of
        return str(elsewhere(result) if elsewhere else super().url_for_result(result))


class VerbForm(MeanwhileForm, forms.ModelForm):  # type: ignore[type-arg]  # each form names its model in Meta
    """`refusal` is what the verb said when the same form was sent before, in this very request."""

    refusal: ClassVar[Refused | None] = None
    fields_of_verb: ClassVar[dict[str, str]] = {}
    """Fields that the verb calls otherwise than the form does, by the verb's name."""

    def make(self, *, actor: Actor) -> Model:
        """Calls the verb that makes a thing of what was said."""
        raise NotImplementedError

    def change(self, pk: int, *, actor: Actor) -> Model:
        """Calls the verb that changes the thing to what was said."""
        raise NotImplementedError

    def said(self) -> dict[str, Any]:
        """What was changed on the form: what nobody touched is not said, so that another's change stands."""
        return {name: self.cleaned_data[name] for name in self.changed_data}

    @override
    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.refusal is not None:
            tell(self, self.refusal, fields=self.fields_of_verb)
        return cleaned

    @override
    def validate_unique(self) -> None:
        """The verb says what is taken."""

    def _get_validation_exclusions(self) -> set[str]:
        """All fields, so that no constraint of the model is asked: the verb says it, and at the field."""
        return {field.name for field in self.instance._meta.fields}


class _OutsideTransactions(BaseModelAdmin):
    """A verb commits by itself and durably: none may be around it. Last in line, since Unfold calls on."""

    @override
    def changeform_view(
        self,
        request: DashboardRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        return self._changeform_view(request, object_id, form_url, extra_context)

    @override
    def delete_view(
        self, request: DashboardRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> Any:
        return self._delete_view(request, object_id, extra_context)


class VerbAdmin(ModelAdmin, _OutsideTransactions):
    """`manages` is asked for to make and change, `deletes` to delete; with `sees`, also to look.

    `one` and `several` are what is listed, inside a sentence.
    Without a form that makes or changes, there is a list and nothing more.
    """

    form: type[VerbForm] = VerbForm
    title: ClassVar[str | _StrPromise]
    one: ClassVar[_StrPromise]
    several: ClassVar[_StrPromise]
    words: ClassVar[Mapping[str, _StrPromise]] = {}
    """Of the model's fields that are shown as they are."""
    icon: ClassVar[str]
    section: ClassVar[Section]
    place: ClassVar[int] = 50
    sees: ClassVar[Ability | None] = None
    manages: ClassVar[Ability | None] = None
    removes: ClassVar[Ability | None] = None

    list_per_page = 50
    show_full_result_count = False
    compressed_fields = True
    warn_unsaved_form = True
    list_filter_submit = True
    list_fullwidth = True

    @classmethod
    def entry_of(cls, model: type[Model]) -> Entry:
        view = f"{model._meta.app_label}_{model._meta.model_name}_changelist"
        return Entry(
            section=cls.section, title=cls.title, icon=cls.icon, view=view, place=cls.place, ability=cls.sees
        )

    @override
    def get_changelist(self, request: HttpRequest, **further: Any) -> type[Rows]:
        return Rows

    address_of: Callable[[Any], str] | None = None
    """Where a row of the list leads, if not to its form."""

    @override
    def changelist_view(self, request: DashboardRequest, extra_context: dict[str, Any] | None = None) -> Any:
        return super().changelist_view(request, {"title": self.title, **(extra_context or {})})

    @override
    def get_urls(self) -> list[URLPattern]:
        """The pages that the product has: Django's admin would add a history and a redirect for each row."""
        model = f"{self.opts.app_label}_{self.opts.model_name}"
        views = [
            (r"^$", self.changelist_view, "changelist"),
            (rf"^{_ROW}/change/$", self.change_view, "change"),
        ]
        if self.form.make is not VerbForm.make:
            views.append((r"^add/$", self.add_view, "add"))
        if self.removes is not None:
            views.append((rf"^{_ROW}/delete/$", self.delete_view, "delete"))
        site = self.admin_site
        return [re_path(route, site.admin_view(view), name=f"{model}_{name}") for route, view, name in views]

    # Who may

    @override
    def has_view_permission(self, request: DashboardRequest, obj: Model | None = None) -> bool:
        return self.sees is None or request.actor.may(self.sees)

    @override
    def has_module_permission(self, request: DashboardRequest) -> bool:
        return self.has_view_permission(request)

    @override
    def has_add_permission(self, request: DashboardRequest) -> bool:
        return self.manages is not None and request.actor.may(self.manages)

    @override
    def has_change_permission(self, request: DashboardRequest, obj: Model | None = None) -> bool:
        return self.manages is not None and request.actor.may(self.manages)

    @override
    def has_delete_permission(self, request: DashboardRequest, obj: Model | None = None) -> bool:
        return self.removes is not None and request.actor.may(self.removes)

    # What a form does

    @override
    def get_form(
        self, request: DashboardRequest, obj: Model | None = None, *, change: bool = False, **further: Any
    ) -> type[VerbForm]:
        form = super().get_form(request, obj, change=change, **further)
        said: dict[str, Any] = {"refusal": request.refusal}
        return type(form.__name__, (form,), said)

    @override
    def changeform_view(
        self,
        request: DashboardRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """A refused form is gone through once more, and this time says what the verb said."""
        shown = {"title": self.title, **(extra_context or {})}
        try:
            return super().changeform_view(request, object_id, form_url, shown)
        except Refused as refusal:
            request.refusal = refusal
            return super().changeform_view(request, object_id, form_url, shown)

    @override
    def save_model(self, request: DashboardRequest, obj: Model, form: VerbForm, change: bool) -> None:
        written = form.change(obj.pk, actor=request.actor) if change else form.make(actor=request.actor)
        obj.pk = written.pk

    @override
    def save_related(self, request: object, form: object, formsets: object, change: bool) -> None:
        """The verb has written all there is."""

    @override
    def delete_view(
        self, request: DashboardRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> Any:
        try:
            return super().delete_view(request, object_id, extra_context)
        except Refused as refusal:
            self.message_user(request, refusal.message, messages.ERROR)
            return redirect(request.path)

    @override
    def delete_model(self, request: DashboardRequest, obj: Model) -> None:
        self.delete(obj.pk, actor=request.actor)

    @override
    def delete_queryset(self, request: DashboardRequest, queryset: QuerySet[Model]) -> None:
        for pk in queryset.values_list("pk", flat=True):
            self.delete(pk, actor=request.actor)

    def delete(self, pk: int, *, actor: Actor) -> None:
        """Calls the verb that deletes a thing."""
        raise NotImplementedError

    @override
    def get_deleted_objects(
        self, objs: Iterable[Model], request: HttpRequest
    ) -> tuple[list[str], dict[str, int], set[str], list[str]]:
        """What a verb takes along is its business: nothing is counted, whatever there is."""
        return [str(one) for one in objs], {}, set(), []

    # What happened is told by the events, once

    @override
    def log_addition(self, request: object, obj: object, message: object) -> None: ...

    @override
    def log_change(self, request: object, obj: object, message: object) -> None: ...

    @override
    def log_deletions(self, request: object, queryset: object) -> None: ...
