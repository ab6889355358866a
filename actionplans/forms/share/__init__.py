"""Choosing whom something is shared with."""

from actionplans.forms.share.listed import given, listed
from actionplans.forms.share.lists import ListNameForm, ListPeopleForm
from actionplans.forms.share.recipients import FilterForm, RecipientsForm, SendForm, offered_people

__all__ = [
    "FilterForm",
    "ListNameForm",
    "ListPeopleForm",
    "RecipientsForm",
    "SendForm",
    "given",
    "listed",
    "offered_people",
]
