"""What is wrong with a cell, as a sentence."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "missing": _("It is empty, and has to say something."),
    "formula": _("It begins like a formula (= + - @). Write it as plain text."),
    "long": _("It is too long for its place."),
    "damaged": _("Its letters look damaged. Write it as it should be; if it is right, just confirm it."),
    "choice": _("This word isn't known here. Choose one of the list's own."),
    "day": _("This is no date. Write it as 2018-04-06."),
    "which_day": _("This date can be read in two ways. Write it as 2018-04-06."),
    "website": _("This is no address of a website."),
    "email": _("This is no e-mail address."),
    "phone": _("This is no telephone number."),
    "topic": _("One of these is none of the list's. Part several with a semicolon."),
    "organization": _(
        "The directory has no organization of this name or acronym. Add it first, or write it as it is there."
    ),
    "two_organizations": _("Two organizations have this acronym: write the name."),
    "taken": _("This very name is taken. Tell them apart by name, such as with the town."),
}
