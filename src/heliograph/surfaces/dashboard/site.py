"""The site that everything of the dashboard is registered with, and the frame of its pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar, cast

from allauth.account import views as account
from django.template.response import TemplateResponse
from django.urls import include, path
from typing_extensions import override
from unfold.sites import UnfoldAdminSite

from heliograph.surfaces.dashboard.navigation import Entry, navigation

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import Field, Model
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase
    from django.urls import URLPattern, URLResolver
    from django.utils.functional import _StrPromise

    from heliograph.surfaces.dashboard.request import DashboardRequest
    from heliograph.surfaces.dashboard.verbs import VerbAdmin

    Routes = list[URLPattern | URLResolver]

View = TypeVar("View", bound="Callable[..., HttpResponseBase]")
Admin = TypeVar("Admin", bound="type[VerbAdmin]")


class DashboardSite(UnfoldAdminSite):
    enable_nav_sidebar = True
    final_catch_all_view = False

    def __init__(self) -> None:
        super().__init__("dashboard")
        self._pages: Routes = []
        self._entries: list[Entry] = []

    def page(self, address: str, *, name: str, entry: Entry | None = None) -> Callable[[View], View]:
        """Registers a view of our own, below /dashboard, for whoever is signed in."""

        def registered(view: View) -> View:
            self._pages.append(path(address, self.admin_view(view), name=name))
            self._entries.extend([entry] if entry else [])
            return view

        return registered

    def lists(self, model: type[Model]) -> Callable[[Admin], Admin]:
        """Registers a list and a form of a model."""

        def registered(admin: Admin) -> Admin:
            _name(model, admin)
            self.register(model, admin)
            self._entries.append(admin.entry_of(model))
            return admin

        return registered

    def rendered(
        self,
        request: DashboardRequest,
        template: str,
        *,
        title: str | _StrPromise,
        status: int = 200,
        **ready: object,
    ) -> TemplateResponse:
        """A page of our own in the frame."""
        context = {**self.each_context(request), "title": title, **ready}
        request.current_app = self.name
        return TemplateResponse(request, f"dashboard/{template}.html", context, status=status)

    @override
    def has_permission(self, request: DashboardRequest) -> bool:
        return not request.actor.is_guest

    @override
    def each_context(self, request: DashboardRequest) -> dict[str, Any]:
        """Without the colours that Unfold would write into each page: they are in our stylesheet."""
        context: dict[str, Any] = super().each_context(request)
        return context | {"colors": None}

    @override
    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """None: the navigation lists the pages, and there are no pages of Django's apps to link to."""
        return []

    @override
    def get_sidebar_list(self, request: DashboardRequest) -> list[dict[str, Any]]:
        sections = navigation(self._entries, request.actor)
        for section in sections:
            section["items"] = self._get_navigation_items(request, section["items"])
        return sections

    @override
    def get_urls(self) -> Routes:
        """The pages that are registered here. Django's admin would add more, such as a form for passwords.

        Its templates and its check of permissions know sign-in and sign-out by these names.
        """
        lists = [
            path(f"{model._meta.app_label}/{model._meta.model_name}/", include(admin.get_urls()))
            for model, admin in self._registry.items()
        ]
        entrance = [
            path("login/", account.login, name="login"),
            path("logout/", account.logout, name="logout"),
        ]
        return [*self._pages, *entrance, *lists]


def _name(model: type[Model], admin: type[VerbAdmin]) -> None:
    """Django's admin asks the model what it and its fields are called. No migration knows these words."""
    model._meta.verbose_name, model._meta.verbose_name_plural = admin.one, admin.several
    for name, word in admin.words.items():
        field = cast("Field[Any, Any]", model._meta.get_field(name))
        field.verbose_name = word


site = DashboardSite()
