from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from actionplans.schema import schema


@require_safe
@cache_control(public=True, max_age=24 * 3600)
def published(request: HttpRequest) -> JsonResponse:
    """For anybody: it says how our files are built, nothing of what is in them."""
    return JsonResponse(
        schema(request.build_absolute_uri()),
        content_type="application/schema+json",
        json_dumps_params={"indent": 2, "ensure_ascii": False},
    )
