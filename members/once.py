"""Nothing happens twice because somebody clicked twice."""

import json
import time
from contextlib import suppress

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from redis import RedisError

from members.canonical import sha256

OF_A_PAGE = "csrfmiddlewaretoken"
MESSAGES = "messages"


class OnceMiddleware:
    """A form sent twice from one page (a double click, a second tap on a slow line) is carried out once.

    Each page that is served carries a token of its own: the same token with the same fields is the same page again.
    The second is led where the first was led, with its message. A form that came back with errors may be sent again,
    and so may everything that scripts send from a page that stays. Without Redis nothing is held back.
    """

    REMEMBERED_SECONDS = 15
    AT_WORK_SECONDS = 30
    LOOK_SECONDS = 0.05

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = None
        try:
            response = self.get_response(request)
        finally:
            if key := getattr(request, "once_key", None):
                self._note(key, response)
        return response

    def process_view(self, request: HttpRequest, view, args, kwargs) -> HttpResponse | None:
        if not self._counts(request):
            return None
        key = self._key(request)
        with suppress(RedisError):
            end = time.monotonic() + self.AT_WORK_SECONDS
            while not cache.add(key, {}, self.AT_WORK_SECONDS):
                if earlier := cache.get(key):
                    return self._again(earlier)
                if time.monotonic() > end:
                    return None
                time.sleep(self.LOOK_SECONDS)
            request.once_key = key
        return None

    def _counts(self, request: HttpRequest) -> bool:
        """Log-ins and passwords have their own protection, and what they set is not to be handed out twice."""
        if request.method != "POST" or not request.user.is_authenticated or "HX-Request" in request.headers:
            return False
        return OF_A_PAGE in request.POST and not request.path.startswith(
            reverse("account_login").removesuffix("login/")
        )

    def _key(self, request: HttpRequest) -> str:
        files = [(name, one.name, one.size) for name, sent in request.FILES.lists() for one in sent]
        fields = [*request.POST.lists(), *files]
        return f"once:{sha256(json.dumps([request.user.pk, request.get_full_path(), fields]))}"

    def _note(self, key: str, response: HttpResponse | None) -> None:
        with suppress(RedisError):
            if isinstance(response, HttpResponseRedirect):
                said = response.cookies.get(MESSAGES)
                done = {"to": response.url, "said": said.OutputString() if said else ""}
                cache.set(key, done, self.REMEMBERED_SECONDS)
            else:
                cache.delete(key)

    def _again(self, earlier: dict) -> HttpResponse:
        response = HttpResponseRedirect(earlier["to"])
        response.cookies.load(earlier["said"])
        return response
