"""How many passes each station takes, with the least handlings: Huffman, and Huffman with a limit on passes.

Weights are whole numbers. A forest has `slots` roots and `fan` children to a pool; its cost is the sum of the
weights of its pools, that is of the parcels that are put on again. The first pass is a forest with as many
slots as there are usable chutes.
"""

import heapq
from collections.abc import Iterator, Sequence
from functools import cache
from math import inf

# Up to here all ways to fill the passes are tried; more passes than that are left to Huffman alone.
SEARCHED_PASSES = 4


def huffman_depths(weights: Sequence[int], slots: int, fan: int) -> list[int]:
    """For each weight the number of pools above it, in the forest of least cost (and least height of those).

    Only the first merge takes fewer than `fan` nodes, so that the merges end at exactly `slots` roots.
    """
    count = len(weights)
    if count <= slots:
        return [0] * count
    heap = [(weight, 0, index) for index, weight in enumerate(weights)]
    heapq.heapify(heap)
    parents: dict[int, int] = {}
    merges = -(-(count - slots) // (fan - 1))
    take = count - slots - (merges - 1) * (fan - 1) + 1
    for pool in range(count, count + merges):
        taken = [heapq.heappop(heap) for _ in range(take)]
        parents |= {index: pool for _, _, index in taken}
        total, height = sum(row[0] for row in taken), max(row[1] for row in taken)
        heapq.heappush(heap, (total, height + 1, pool))
        take = fan
    return _depths(count, merges, parents)


def _depths(count: int, merges: int, parents: dict[int, int]) -> list[int]:
    depths = [0] * (count + merges)
    for index in reversed(range(count + merges)):
        if index in parents:
            depths[index] = depths[parents[index]] + 1
    return depths[:count]


def forest_cost(weights: Sequence[int], depths: Sequence[int]) -> int:
    """Parcels that are put on again after the first pass."""
    return sum(weight * depth for weight, depth in zip(weights, depths, strict=True))


def lexicographic(parcels: Sequence[int]) -> list[int]:
    """Weights under which fewest handlings come first, and fewest passes over all stations second.

    Without that, stations that expect nothing today would cost nothing wherever they lie.
    """
    scale = len(parcels) ** 2 + 1
    return [count * scale + 1 for count in parcels]


def least_passes(count: int, slots: int, fan: int) -> int:
    """The fewest passes that give each station a chute of its own."""
    passes, reach = 1, slots
    while reach < count:
        passes, reach = passes + 1, reach * fan
    return passes


def limited_counts(weights: Sequence[int], slots: int, fan: int, passes: int) -> tuple[int, ...] | None:
    """How many of the stations, busiest first, end in each pass, at least cost with at most so many passes.

    `weights` descend. None where so many passes cannot hold them. Exact: at every pass each possible number
    of stations is tried (dynamic programming over stations placed, chutes open, passes left).
    """
    count, rest = len(weights), _rests(weights)

    @cache
    def best(placed: int, open_slots: int, left: int) -> tuple[float, tuple[int, ...]]:
        if count - placed <= open_slots:
            return 0, (count - placed,)
        found: tuple[float, tuple[int, ...]] = (inf, ())
        for ending in range(open_slots if left > 1 else 0):
            pools, below = open_slots - ending, placed + ending
            if pools * fan ** (left - 1) < count - below:
                break
            cost, counts = best(below, min(pools * fan, count), left - 1)
            if rest[below] + cost < found[0]:
                found = (rest[below] + cost, (ending, *counts))
        return found

    cost, counts = best(0, slots, passes)
    return None if cost == inf else counts


def near_counts(
    weights: Sequence[int], slots: int, fan: int, passes: int, most_cost: int
) -> Iterator[tuple[int, ...]]:
    """All ways to end stations, busiest first, in at most so many passes at no more than that cost."""
    count, rest = len(weights), _rests(weights)

    def extend(counts: tuple[int, ...], open_slots: int, left: int, cost: int) -> Iterator[tuple[int, ...]]:
        placed = sum(counts)
        if count - placed <= open_slots:
            yield (*counts, count - placed)
            return
        for ending in reversed(range(open_slots if left > 1 else 0)):
            below, pools = placed + ending, open_slots - ending
            if cost + rest[below] > most_cost:
                break
            if pools * fan ** (left - 1) >= count - below:
                yield from extend((*counts, ending), min(pools * fan, count), left - 1, cost + rest[below])

    return extend((), slots, passes, 0)


def _rests(weights: Sequence[int]) -> list[int]:
    """The sum of the weights from each place on."""
    rests = [0] * (len(weights) + 1)
    for index in reversed(range(len(weights))):
        rests[index] = rests[index + 1] + weights[index]
    return rests
