"""What a use case may refuse. Each refusal carries the words for whoever asked."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from actionplans.models import VersionItem


class Refused(Exception):
    """The state of things doesn't allow it (any more)."""

    words: str | Promise = _("This is not possible any more.")


class NotADraft(Refused):
    words = _("This version is not a draft any more, so its content can't be changed.")


class NotInReview(Refused):
    words = _("This version is not in review any more.")


class AlreadyPublished(Refused):
    words = _("Somebody has already published this version. It is in force.")


class OpenVersionExists(Refused):
    words = _("There is already a version being written or reviewed. Finish it before beginning another one.")


class NothingToContinue(Refused):
    words = _("This plan has no version from which a new one could be made.")


class EmptyPlan(Refused):
    words = _("There is nothing to review yet: add at least one strategic line.")


class NobodyAsked(Refused):
    words = _("Choose at least one member organization to ask.")


class DeadlinePassed(Refused):
    words = _("The time to answer is over.")


class DeadlineInThePast(Refused):
    words = _("The review must close in the future.")


class NotLater(Refused):
    words = _("The new end must be later than the one that holds now.")


class StatementNeeded(Refused):
    words = _("Reservations and dissent need a statement: say what should change.")


class WrongParent(Refused):
    words = _("It can't belong there: a line holds objectives, an objective activities, an activity indicators.")


class ItemGone(Refused):
    words = _("This item is not in the version any more: somebody has removed it.")


class StaleItem(Refused):
    """Somebody else saved the item meanwhile; `current` is what stands now."""

    words = _("Somebody else changed this item while you were writing.")

    def __init__(self, current: VersionItem):
        super().__init__(current.pk)
        self.current = current


class TargetReasonNeeded(Refused):
    words = _("Say why what is to be reached changes: the version before says something else.")


class ComesAfterItself(Refused):
    words = _("An activity can't come after itself, nor after what comes after it.")


class NothingInForce(Refused):
    words = _("No version of this plan is in force: there is nothing to report on yet.")


class PeriodOverlaps(Refused):
    words = _("Another reporting period of this plan has some of these days.")


class PeriodClosed(Refused):
    words = _("This reporting period is closed.")


class PeriodIsOpen(Refused):
    words = _("This reporting period is open.")


class DueInThePast(Refused):
    words = _("Choose a day that is still to come, so that there is time to report.")


class NotReportedHere(Refused):
    words = _("This organization isn't responsible for that activity in the version in force.")


class AlreadyAccepted(Refused):
    words = _("The secretariat has accepted this report. It can't be changed any more.")


class AlreadyDecided(Refused):
    words = _("This report was decided on already, or a newer one has come.")


class ReasonNeeded(Refused):
    words = _("Say why it goes back: the organization needs to know what to change.")


class NameTaken(Refused):
    words = _("There is a list of that name already.")
