"""The door of operators: Django's admin in unfold's dress, where every write is a verb.

How it is put together:
  middleware.py   what holds for all of /dashboard, and for nothing else: session, language, actor, policy
  site.py         the site that everything is registered with; pages of our own stand in its frame
  verbs.py        a list and a form over a kind of thing, whose every write is a verb
  urls.py         names every file that registers something
"""
