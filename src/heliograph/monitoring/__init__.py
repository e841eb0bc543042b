"""Components that are checked by machine, and what was found.

models     Monitor, ComponentCheck
probes     one check, over the network
verdict    what checks in a row come to (pure)
monitors   the verbs
runner     whoever is due is checked, in a worker or by `heliograph check`
"""
