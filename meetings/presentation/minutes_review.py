"""A version in review as its page shows it: paragraphs with what was said to them, who approved, what is missing."""

from dataclasses import dataclass, field

from django.forms import Form
from django.utils.translation import gettext, ngettext

from meetings.models import Body, MinutesVersion
from meetings.presentation.markdown import to_html
from meetings.presentation.paragraphs import paragraphs
from members.text import whole_number


@dataclass
class Remark:
    pk: int
    organization: str
    text: str
    answer: str
    refused: Form | None = None


@dataclass
class Part:
    """`number` 0: the acta as a whole. `refused`: a comment that could not be taken, with what was typed."""

    number: int
    html: str
    remarks: list[Remark] = field(default_factory=list)
    refused: Form | None = None


@dataclass(frozen=True)
class Review:
    parts: list[Part]
    whole: Part
    approved: list[str]
    missing: list[str]
    open_remarks: int
    rule: str
    may_comment: bool
    may_approve: bool
    has_approved: bool


def review_of(
    version: MinutesVersion, commenting: set[int], approving: set[int], *, comment: Form | None = None, answer=None
) -> Review:
    """`commenting`, `approving`: the reader's organizations that may. `comment`, `answer`: forms that were refused.

    No query where comments, approvals and organizations are prefetched."""
    whole, *parts = [Part(0, ""), *(Part(one.number, to_html(one.text)) for one in paragraphs(version.text))]
    by_number = {part.number: part for part in (whole, *parts)}
    remarks = list(version.comments.all())
    for one in remarks:
        remark = Remark(one.pk, one.organization_name, one.text, one.answer)
        remark.refused = answer[1] if answer and answer[0] == one.pk else None
        by_number.get(one.paragraph, whole).remarks.append(remark)
    if comment is not None:
        by_number.get(_number(comment), whole).refused = comment
    approved = {one.organization_id: one.organization_name for one in version.approvals.all()}
    open_now = version.takes_answers
    return Review(
        parts=parts,
        whole=whole,
        approved=list(approved.values()),
        missing=[one.name for one in version.organizations.all() if one.pk not in approved],
        open_remarks=sum(not one.answered_at for one in remarks),
        rule=rule_of(version),
        may_comment=open_now and bool(commenting),
        may_approve=open_now and bool(approving - approved.keys()),
        has_approved=bool(approving & approved.keys()),
    )


def rule_of(version: MinutesVersion) -> str:
    if version.rule == Body.Approval.SILENCE:
        return gettext("Approved by silence: on that day, if no comment is without an answer; before, if all approve.")
    words = ngettext(
        "Approved by count: when %(n)s organization has approved, and no comment is without an answer.",
        "Approved by count: when %(n)s organizations have approved, and no comment is without an answer.",
        version.needed,
    )
    return words % {"n": version.needed}


def _number(comment: Form) -> int:
    return whole_number(str(comment["paragraph"].value())) or 0
