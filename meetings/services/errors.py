"""What a use case may refuse, to be said in words by the page that asked."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from meetings.models import Attendance, Minutes
from members.models import Person


class Refused(Exception):
    """The state of things doesn't allow it (any more). `words` are for whoever asked."""

    words: str | Promise = _("This is not possible any more.")


class NumberTaken(Refused):
    """Somebody else has just used that number; `free` is the next one."""

    def __init__(self, free: str):
        super().__init__(free)
        self.free = free


class AlreadyInvited(Refused):
    pass


class OrganizationNeeded(Refused):
    words = _("A representative speaks for an organization: choose which one.")


class ListedAlready(Refused):
    """Whoever came stands on the list in another way: `row`."""

    def __init__(self, row: Attendance):
        super().__init__(row.pk)
        of = row.organization.name if row.organization else ""
        said = " · ".join(filter(None, [of, row.get_capacity_display(), row.get_status_display()]))
        self.words = _("%(person)s is on the list already (%(said)s): mark them there.") % {
            "person": row.person.name,
            "said": said,
        }


class WhoIsIt(Refused):
    """`people` of the directory might be meant: somebody has to say which one, or that it is nobody of them."""

    def __init__(self, people: list[Person]):
        super().__init__()
        self.people = people
        names = ", ".join(one.with_organization for one in people)
        self.words = _("In the directory there is: %s. Is it the same person, or somebody else?") % names


class OtherAddress(Refused):
    """The directory says something else of this address, or of this person's: `known`."""

    def __init__(self, known: Person):
        super().__init__(known.pk)
        self.words = _(
            "In the directory %(person)s has the address %(address)s. Leave the e-mail empty here; correct it there."
        ) % {"person": known.with_organization, "address": known.email}


class AlreadyPublished(Refused):
    words = _("The minutes of this meeting are published.")


class NothingWritten(Refused):
    words = _("There is nothing to read yet: write and save the minutes first.")


class InReview(Refused):
    words = _("These minutes are in review or approved: their text stands. Take them back to change it.")


class NotClosed(Refused):
    words = _("Close the meeting first: until then attendance and agreements may still change.")


class NobodyThere(Refused):
    words = _("No organization is marked as present, so nobody could approve these minutes.")


class TooSoon(Refused):
    words = _("The date must be in the future, and later than the one that holds.")


class ReviewEnded(Refused):
    words = _("The review of these minutes has ended.")


class UnknownParagraph(Refused):
    words = _("These minutes have no such paragraph.")


class SaidAlready(Refused):
    words = _("Your organization has approved these minutes already.")


class AnsweredAlready(Refused):
    words = _("This comment was answered already.")


class NotApproved(Refused):
    words = _("Only approved minutes are published.")


class NotPublished(Refused):
    words = _("Only published minutes are corrected; others are simply changed.")


class ReasonNeeded(Refused):
    words = _("Say in words what is corrected and why: everybody who has the former version reads it.")


class NotCorrecting(Refused):
    words = _("Nobody is correcting these minutes.")


class NotThere(Refused):
    words = _("Chair and secretary are chosen from those who were there.")


class Withdrawn(Refused):
    """A withdrawn agreement owes no progress."""


class StaleText(Refused):
    """Somebody else saved meanwhile; `current` is what stands now."""

    def __init__(self, current: Minutes):
        super().__init__(current.pk)
        self.current = current


class NotADraft(Refused):
    words = _("This meeting was convened or cancelled already.")


class NotConvened(Refused):
    words = _("This meeting is not convened (any more).")


class Over(Refused):
    words = _("The meeting has begun, or is over.")


class NobodyInvited(Refused):
    words = _("Nobody is invited yet.")


class SubstituteNeeded(Refused):
    words = _("Give the name and the e-mail address of somebody else of your organization.")


class OfAnother(Refused):
    # Whether the alliance knows that address is nobody's business.
    words = _("This address can't be invited in the name of your organization. Ask the technical secretariat.")


class TooMany(Refused):
    words = _("These were many changes in a short time. Try again in an hour, or write to the technical secretariat.")


class Marked(Refused):
    words = _("This person's attendance is on record: correct it there instead.")


class NotTheirs(Refused):
    words = _("That organization can't see this meeting, so it can't take this over. Ask the technical secretariat.")


class CalledOff(Refused):
    words = _("This meeting was called off: nothing of it changes any more.")


class InUse(Refused):
    words = _("There are notes or agreements under this item: it stays on the agenda.")


class Closed(Refused):
    words = _("This agreement is not open any more.")


class NotLater(Refused):
    words = _("The new date must be later than the one that holds, and in the future.")


class WordsNeeded(Refused):
    words = _("Say why, in words; a hand-over goes to another organization.")


class AskedAlready(Refused):
    words = _("That was asked for already, and is not decided yet.")


class AlreadyDecided(Refused):
    words = _("Somebody has decided on this already.")


class LinkEnded(Refused):
    words = _("This link has ended.")


class NotesOvertaken(Refused):
    """Somebody else wrote there meanwhile; `theirs` is what stands."""

    words = _("Somebody else has written here meanwhile. Both texts are below: put together what should stand.")

    def __init__(self, theirs: str):
        super().__init__()
        self.theirs = theirs


class NotBegun(Refused):
    words = _("The meeting hasn't begun yet.")


class ClosedAlready(Refused):
    words = _("The meeting is closed already.")


class MeetingMovedOn(Refused):
    words = _("Meanwhile the meeting was closed, or its minutes were sent to review. Look at it again before you save.")


class AgreementsLack(Refused):
    words = _("There are commitments without a responsible organization or without a date: complete them first.")


class DoorClosed(Refused):
    words = _("Checking in is possible from three hours before the meeting until it is closed.")


class UnknownCode(Refused):
    words = _("This code is of nobody invited to this meeting. It stands in your invitation: eight digits.")


class CodeUsed(Refused):
    words = _("This code was used already. If it wasn't you, tell the secretariat.")
