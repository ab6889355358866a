from django import template

from meetings.models import Agreement
from meetings.presentation import markdown, when

register = template.Library()
register.filter("when", when.when)
register.filter("day", when.day, expects_localtime=True)
register.filter("markdown", markdown.to_html)


@register.filter
def under(row: list, head: list) -> list[tuple]:
    """Each cell with the name of its column."""
    return list(zip(head, row, strict=True))


TONES = {"done": "good", "in_progress": "brand", "unmet": "bad"}


@register.filter
def due(agreement: Agreement) -> str:
    return when.due(agreement.due_on, agreement.state in ("open", "in_progress"))


@register.filter
def tone(agreement: Agreement) -> str:
    """The class of the state's tag; the words beside it say the same."""
    return "bad" if agreement.is_overdue else TONES.get(agreement.state, "")
