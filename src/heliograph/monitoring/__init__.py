"""Components that are looked at by machine, and what was found."""
