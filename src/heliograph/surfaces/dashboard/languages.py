"""Which languages operators are spoken to in: those whose catalogue stands in `locale`, and English."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from heliograph.site.language import FALLBACK, language_of, languages_accepted

if TYPE_CHECKING:
    from heliograph.site.vocabulary import SiteSettings

_CATALOGUES = Path(__file__).parent / "locale"
SPOKEN = frozenset(
    {FALLBACK, *(one.parts[-3].replace("_", "-").lower() for one in _CATALOGUES.glob("*/LC_MESSAGES/*.po"))}
)


def language_for(site: SiteSettings, *, accepted: str = "") -> str:
    """What the browser's header `Accept-Language` likes best of what there is, or else the page's.

    Where that is not spoken here it is English: half of a page in another language is worse.
    """
    wishes = (*languages_accepted(accepted), language_of(site))
    nearest = (near for code in wishes for near in (code, code.partition("-")[0]))
    return next((code for code in nearest if code in SPOKEN), FALLBACK)
