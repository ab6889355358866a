from django import template

from members.days import due_in_words, full_day, full_moment

register = template.Library()
register.filter("due_in_words", due_in_words, expects_localtime=True)
register.filter("full_day", full_day, expects_localtime=True)
register.filter("full_moment", full_moment)
