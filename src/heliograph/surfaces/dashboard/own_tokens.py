"""One's own keys to the API."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from typing_extensions import override

from heliograph.accounts.tokens import ALL_ABILITIES, OwnTokenDraft, create_own_token, revoke_own_token
from heliograph.actors import ABILITIES_OF_TOKENS, Ability, Actor
from heliograph.errors import Invalid
from heliograph.surfaces.dashboard.entrance.links import say_refusal
from heliograph.surfaces.dashboard.navigation import Entry, Section
from heliograph.surfaces.dashboard.site import site
from heliograph.surfaces.dashboard.words import ABILITY

if TYPE_CHECKING:
    from django.http import QueryDict
    from django.http.response import HttpResponseBase

    from heliograph.surfaces.dashboard.request import DashboardRequest

_DAYS = (30, 90, 365)


class TokenForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("Name"), max_length=255, help_text=gettext_lazy("What it is for.")
    )
    lasts = forms.TypedChoiceField(
        label=gettext_lazy("Ends"),
        coerce=int,
        empty_value=None,
        required=False,
        choices=[("", gettext_lazy("Never"))],
    )
    scope = forms.ChoiceField(
        label=gettext_lazy("What it may do"),
        choices=[
            ("all", gettext_lazy("All that you may, now and later")),
            ("read", gettext_lazy("Read only")),
            ("some", gettext_lazy("Only this:")),
        ],
        initial="all",
        widget=forms.RadioSelect,
    )
    abilities = forms.MultipleChoiceField(
        label=gettext_lazy("Abilities"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data: QueryDict | None = None, *, actor: Actor) -> None:
        super().__init__(data)
        may = sorted(one.value for one in ABILITIES_OF_TOKENS & actor.abilities)
        after = [(days, _("After %(days)d days") % {"days": days}) for days in _DAYS]
        self._offer("abilities", [(one, str(ABILITY[one])) for one in may])
        self._offer("lasts", [("", _("Never")), *after])

    def _offer(self, field: str, choices: list[tuple[Any, str]]) -> None:
        cast("forms.ChoiceField", self.fields[field]).choices = choices

    @override
    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("scope") == "some" and not cleaned.get("abilities") and "abilities" not in self.errors:
            self.add_error("abilities", _("Choose at least one ability, or “Read only”."))
        return cleaned

    def draft(self, request: DashboardRequest) -> OwnTokenDraft:
        """A token without abilities reads what is protected."""
        said = self.cleaned_data
        abilities = {"all": (ALL_ABILITIES,), "read": (), "some": tuple(said["abilities"])}
        return OwnTokenDraft(
            name=said["name"],
            abilities=abilities[said["scope"]],
            expires_at=request.now + timedelta(days=said["lasts"]) if said["lasts"] else None,
        )


@site.page(
    "account/tokens/",
    name="tokens",
    entry=Entry(
        section=Section.INSTALLATION,
        title=gettext_lazy("Your API tokens"),
        icon="key",
        view="tokens",
        place=20,
        ability=Ability.OWN_TOKENS,
    ),
)
def tokens(request: DashboardRequest) -> HttpResponseBase:
    """A new one is shown in the answer to the form that asked for it: nowhere else, and not again."""
    form, text = TokenForm(request.POST or None, actor=request.actor), ""
    if request.method == "POST" and form.is_valid():
        try:
            text = create_own_token(form.draft(request), actor=request.actor).text
        except Invalid as refused:
            say_refusal(form, refused)
        else:
            form = TokenForm(actor=request.actor)
    response = site.rendered(
        request,
        "tokens",
        title=_("Your API tokens"),
        form=form,
        text=text,
        tokens=request.user.tokens.order_by("-pk"),
    )
    response.headers["Cache-Control"] = "no-store"
    return response


@site.page("account/tokens/<int:token_id>/revoke/", name="revoke-token")
def revoke(request: DashboardRequest, token_id: int) -> HttpResponseBase:
    if request.method == "POST":
        revoke_own_token(token_id, actor=request.actor)
        messages.success(request, _("The token is revoked."))
    return redirect("dashboard:tokens")
