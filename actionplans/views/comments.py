import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from actionplans.forms.review import CommentForm
from actionplans.models import Comment, PlanVersion, VersionItem
from actionplans.permissions import can_comment
from actionplans.services import comments as services
from actionplans.services.errors import NotInReview, Refused
from actionplans.views.finding import NAV, refusals_as_messages, visible_version
from members.models import roles_of
from members.views.gates import inside


@inside
def comment_create(request: HttpRequest, pk: int, uid: uuid.UUID) -> HttpResponse:
    version = visible_version(request, pk)
    text = get_object_or_404(VersionItem.objects.select_related("item"), version=version, item__uid=uid)
    if version.state != PlanVersion.State.IN_REVIEW:
        messages.warning(request, NotInReview.words)
        return redirect(_place(version.pk, uid))
    if not can_comment(request.user, version):
        raise PermissionDenied
    form = CommentForm(request.POST or None, organization_ids=roles_of(request.user).organization_ids)
    if request.method == "POST" and form.is_valid():
        try:
            services.add_comment(version, text.item, **form.cleaned_data, actor=request.user)
        except Refused as refused:
            form.add_error(None, refused.words)
        else:
            messages.success(request, _("Your comment is there for all members to read."))
            return redirect(_place(version.pk, uid))
    context = NAV | {"version": version, "text": text, "form": form, "place": _place(version.pk, uid)}
    return render(request, "actionplans/comment_form.html", context)


@inside
@require_POST
def comment_resolve(request: HttpRequest, pk: int) -> HttpResponse:
    """Back to the newest version in review, or to the one that the comment was made on."""
    visible = PlanVersion.objects.visible_to(request.user).order_by()
    comment = get_object_or_404(Comment.objects.filter(version__in=visible).select_related("item"), pk=pk)
    with refusals_as_messages(request, _("The comment is marked as resolved.")):
        services.resolve_comment(comment, actor=request.user)
    shown = visible.filter(plan=comment.item.plan_id, state=PlanVersion.State.IN_REVIEW).values_list("pk", flat=True)
    return redirect(_place(shown.first() or comment.version_id, comment.item.uid))


def _place(version_pk: int, uid: uuid.UUID) -> str:
    """The review page, at this item."""
    return f"{reverse('actionplans:review', args=[version_pk])}#i-{uid}"
