FROM_TRUSTED_PROXY = "heliograph.from_trusted_proxy"
"""In the environment of a request whose connection came from one; no header can say so."""
