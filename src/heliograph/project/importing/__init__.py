"""Other status pages' databases, brought into ours.

`source` reads theirs, `record` makes sense of a row, `landing` puts rows into our tables and keeps
references right, `tally` counts what became of them. `cachet` knows Cachet's tables, and is the verb.
"""
