from bisect import bisect_left
from collections.abc import Sequence


def out_of_order(places: Sequence[int]) -> set[int]:
    """The fewest members of a permutation that must be taken out so that the rest rises: all but one longest
    increasing subsequence."""
    ends: list[int] = []  # the smallest last value of a rising run of each length
    at: list[int] = []  # its position in `places`
    before: list[int] = []  # position of the predecessor in the best run that ends here, -1 for none
    for position, value in enumerate(places):
        length = bisect_left(ends, value)
        before.append(at[length - 1] if length else -1)
        if length == len(ends):
            ends.append(value)
            at.append(position)
        else:
            ends[length], at[length] = value, position
    kept = set()
    position = at[-1] if at else -1
    while position >= 0:
        kept.add(places[position])
        position = before[position]
    return set(places) - kept
