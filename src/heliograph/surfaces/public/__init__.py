"""The pages that visitors meet.

`urls` names them, `views` reads for them, `presenters` make ready values out of what was read, and the
templates only place those. `door` is what every page has in common: its visit, its refusals, its headers.
"""
