"""Numbers over time: what is measured, and the points that were measured.

Doors call the verbs in `metrics` and `points`. Who may see a metric may see its points.
"""
