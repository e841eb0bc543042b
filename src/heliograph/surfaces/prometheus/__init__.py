"""`/metrics`: how the page and the telling are, for Prometheus."""
