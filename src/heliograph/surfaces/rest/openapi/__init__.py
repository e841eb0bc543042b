"""The API's description in OpenAPI 3.1, made from what answers it.

`endpoint` says at each route what it takes and gives; `shapes` is what answers look like, `parameters`,
`answers` and `schemas` the parts that routes have in common, `words` and `examples` what is said to people.
`document` puts all of it together, and `manual` makes of that what a page of documentation shows.
"""
