from django.http import HttpRequest

from actionplans.presentation.parts import folded


def opened_part(
    request: HttpRequest, tree: list[dict], page: str, opened: str = "", asked: dict[str, str] | None = None
) -> dict:
    """For a page of a plan that may be long: `fold`, and `rows` that are shown. ?at= opens the part of that item,
    ?all=1 all of it, to be printed; `opened`: the item that has to be there; `asked`: what the
    address of each part says besides."""
    whole = bool(request.GET.get("all")) and not opened
    fold = folded(tree, page, opened or request.GET.get("at", ""), whole=whole, asked=asked)
    return {"fold": fold, "rows": fold.rows, "is_empty": not tree}
