from django import template

from members.days import full_day

register = template.Library()
register.filter("full_day", full_day, expects_localtime=True)
