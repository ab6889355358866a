from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Refused(Exception):
    words: str | Promise = ""


class AppliedAlready(Refused):
    words = _("This file is in the directory already.")


class StillWorking(Refused):
    words = _("The file is being worked on: wait a moment.")


class NotReady(Refused):
    words = _("Some rows are still open: nothing was written.")


class ChangedMeanwhile(Refused):
    words = _("The directory changed meanwhile. Nothing was written: look at the rows that are open now.")
