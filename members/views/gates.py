"""The doors of every page: log in first; outside the alliance nothing exists (404); seen but not allowed is 403."""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from members.models import roles_of


def inside(view: Callable) -> Callable:
    """For whoever has a role in the alliance."""

    @login_required
    @wraps(view)
    def checked(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not roles_of(request.user).is_inside:
            raise Http404
        return view(request, *args, **kwargs)

    return checked


def only(predicate: Callable[[object], bool], about: type[Model] | None = None) -> Callable:
    """For those of whom predicate(user) is true; others of the alliance get 403.

    `about` is the model of the page's `pk`: whoever may not even see that object gets 404.
    """

    def decorate(view: Callable) -> Callable:
        @inside
        @wraps(view)
        def checked(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            if not predicate(request.user):
                if about is not None:
                    get_object_or_404(about.objects.visible_to(request.user), pk=kwargs["pk"])
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return checked

    return decorate


def hidden(predicate: Callable[[object], bool]) -> Callable:
    """For those of whom predicate(user) is true; for everybody else the page doesn't exist (404)."""

    def decorate(view: Callable) -> Callable:
        @login_required
        @wraps(view)
        def checked(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            if not predicate(request.user):
                raise Http404
            return view(request, *args, **kwargs)

        return checked

    return decorate
