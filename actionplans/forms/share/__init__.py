"""Choosing whom something is shared with."""

from actionplans.forms.share.lists import ListNameForm, ListPeopleForm
from actionplans.forms.share.recipients import FilterForm, RecipientsForm, SendForm, by_organization, offered_people

__all__ = [
    "FilterForm",
    "ListNameForm",
    "ListPeopleForm",
    "RecipientsForm",
    "SendForm",
    "by_organization",
    "offered_people",
]
