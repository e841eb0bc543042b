"""What Unfold says on our pages and Django's admin does not say as well: Unfold comes without catalogues.

Words that its templates take from the admin are Django's to translate.
"""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

SAID_BY_UNFOLD = (
    _("Apply Filters"),
    _("Choose file to upload"),
    _("Clear all filters"),
    _("Clear selection"),
    _("Click here to select the objects across all pages"),
    _("Dark"),
    _("Expand row"),
    _("False"),
    _("Filters"),
    _("Go back"),
    _("Hide counts"),
    _("Light"),
    _("Loading more results..."),
    _("More actions"),
    _("Next"),
    _("No data"),
    _("No recent searches"),
    _("No results found"),
    _("No results matching your query"),
    _("Previous"),
    _("Recent searches"),
    _("Remove"),
    _("Reset filters"),
    _("Run"),
    _("Run the selected action"),
    _("Select action"),
    _("Select action to run"),
    _("Select all rows"),
    _("Select record"),
    _("Select value"),
    _("Show counts"),
    _("System"),
    _("This item will be deleted."),
    _("This page yielded into no results. Create a new item or reset your filters."),
    _("Toggle password visibility"),
    _("True"),
    _("Type to search"),
    _("Unknown"),
    _("View"),
)
