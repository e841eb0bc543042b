"""How operators come in: the first one by the set-up link, all others by what django-allauth asks of them.

Whatever is written on the way is written by the library's own bookkeeping or by a verb of `accounts`.
"""
