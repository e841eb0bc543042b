"""The words of every language (`django.po`), and forms of dates and numbers that differ from Django's."""
