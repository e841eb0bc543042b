DECIMAL_SEPARATOR = "."
THOUSAND_SEPARATOR = "’"  # noqa: RUF001 - so it is written in Switzerland
