"""The Merkle log: one root for a list of entries, and short proofs that it holds one, or grew from another.

Hashing and proofs are those of RFC 9162, section 2.1 (and RFC 6962): SHA-256, a leaf is hashed behind the byte
0x00, a node behind 0x01, and the root of nothing is the hash of nothing.
"""

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Self

from ._canonical import canonical_json, parse_canonical

EMPTY_ROOT = hashlib.sha256(b"").digest()

Proof = tuple[bytes, ...]


def leaf_hash(entry: bytes) -> bytes:
    """Return the hash of one entry of the log, 32 bytes."""
    return hashlib.sha256(b"\x00" + entry).digest()


def _node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


@dataclass(frozen=True)
class Frontier:
    """What has to be kept of a log to append to it: the roots of its complete subtrees, largest first.

    There is one peak for every 1 in the binary form of `size`, so a log of a million entries keeps 20 at most.
    """

    size: int = 0
    peaks: tuple[bytes, ...] = ()

    def __post_init__(self) -> None:
        if self.size < 0 or len(self.peaks) != self.size.bit_count():
            raise ValueError(f"a log of {self.size} entries cannot have {len(self.peaks)} peaks")
        if any(len(peak) != 32 for peak in self.peaks):
            raise ValueError("a peak is not 32 bytes long")

    def append(self, leaf: bytes) -> "Frontier":
        """Return the frontier after one more leaf hash."""
        return self.extend((leaf,))

    def extend(self, leaves: Iterable[bytes]) -> "Frontier":
        """Return the frontier after more leaf hashes, in order."""
        size, peaks = self.size, list(self.peaks)
        for leaf in leaves:
            node, rest = leaf, size
            while rest & 1:  # two complete subtrees of one height become one of the next
                node, rest = _node_hash(peaks.pop(), node), rest >> 1
            peaks.append(node)
            size += 1
        return Frontier(size, tuple(peaks))

    @property
    def root(self) -> bytes:
        """The root of the whole log, 32 bytes."""
        if not self.peaks:
            return EMPTY_ROOT
        *higher, node = self.peaks
        for peak in reversed(higher):
            node = _node_hash(peak, node)
        return node

    def to_json(self) -> str:
        """Return the frontier as canonical JSON, to be stored beside the log."""
        return canonical_json({"size": self.size, "peaks": [peak.hex() for peak in self.peaks]}).decode()

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Return the frontier that `to_json` wrote. Raises ValueError where the text is anything else."""
        match parse_canonical(text.encode()):
            case {"size": int(size), "peaks": list(peaks), **rest} if not rest and not isinstance(size, bool):
                return cls(size, tuple(_bytes_of(peak) for peak in peaks))
        raise ValueError("a frontier is an object with the size and the list of peaks")


def _bytes_of(peak: object) -> bytes:
    if not isinstance(peak, str) or not re.fullmatch("[0-9a-f]{64}", peak):
        raise ValueError("a peak is not 64 hexadecimal characters")
    return bytes.fromhex(peak)


def root(leaf_hashes: Iterable[bytes]) -> bytes:
    """Return the root over leaf hashes, 32 bytes."""
    return Frontier().extend(leaf_hashes).root


def inclusion_proof(index: int, leaf_hashes: Sequence[bytes]) -> Proof:
    """Return the proof that the log holds the leaf at `index` (from 0). Raises IndexError outside the log."""
    return inclusion_proofs((index,), leaf_hashes)[0]


def inclusion_proofs(indexes: Sequence[int], leaf_hashes: Sequence[bytes]) -> list[Proof]:
    """Return one inclusion proof for every index, for the price of hashing the log once."""
    level = list(leaf_hashes)
    if not all(0 <= index < len(level) for index in indexes):
        raise IndexError(f"the log has {len(level)} entries, numbered from 0; asked for {list(indexes)}")
    positions, paths = list(indexes), [list[bytes]() for _ in indexes]
    while len(level) > 1:
        for path, position in zip(paths, positions, strict=True):
            path.extend(level[position ^ 1 : (position ^ 1) + 1])  # the last of an odd level has no sibling
        level = _parents(level)
        positions = [position >> 1 for position in positions]
    return [tuple(path) for path in paths]


def _parents(level: list[bytes]) -> list[bytes]:
    pairs = [_node_hash(left, right) for left, right in zip(level[::2], level[1::2], strict=False)]
    return pairs + level[len(pairs) * 2 :]


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Say whether the log of `size` entries with this root holds this leaf hash at `index` (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size or any(len(node) != 32 for node in proof):
        return False
    node, position, last = leaf, index, size - 1
    for sibling in proof:
        if last == 0:
            return False
        if position & 1 or position == last:
            node = _node_hash(sibling, node)
            position, last = _skip_left_edges(position, last)
        else:
            node = _node_hash(node, sibling)
        position, last = position >> 1, last >> 1
    return last == 0 and node == root


def _skip_left_edges(position: int, last: int) -> tuple[int, int]:
    """Climb, without hashing, over the levels where this node is an odd last one."""
    while position and not position & 1:
        position, last = position >> 1, last >> 1
    return position, last


def consistency_proof(old_size: int, leaf_hashes: Sequence[bytes]) -> Proof:
    """Return the proof that the log began with its first `old_size` entries.

    Raises ValueError where the log is shorter. From an empty log, and to itself, the proof is empty.
    """
    if not 0 <= old_size <= len(leaf_hashes):
        raise ValueError(f"the log has {len(leaf_hashes)} entries, it cannot have had {old_size}")
    return tuple(_subproof(old_size, leaf_hashes, True)) if old_size else ()


def _subproof(old_size: int, leaves: Sequence[bytes], known: bool) -> list[bytes]:
    """RFC 9162, 2.1.4.1: `known` while the subtree is the old log itself, whose root the reader has."""
    size = len(leaves)
    if old_size == size:
        return [] if known else [root(leaves)]
    split = 1 << ((size - 1).bit_length() - 1)
    if old_size <= split:
        return [*_subproof(old_size, leaves[:split], known), root(leaves[split:])]
    return [*_subproof(old_size - split, leaves[split:], False), root(leaves[:split])]


def verify_consistency(
    old_size: int, old_root: bytes, new_size: int, new_root: bytes, proof: Sequence[bytes]
) -> bool:
    """Say whether the newer log begins with the whole older one, unchanged (RFC 9162, 2.1.4.2)."""
    if not 0 <= old_size <= new_size or any(len(node) != 32 for node in proof):
        return False
    if old_size == new_size:
        return not proof and old_root == new_root
    if old_size == 0:
        return not proof and old_root == EMPTY_ROOT
    nodes = [old_root, *proof] if old_size.bit_count() == 1 else list(proof)
    return bool(nodes) and _grows_to(old_size, old_root, new_size, new_root, nodes)


def _grows_to(old_size: int, old_root: bytes, new_size: int, new_root: bytes, nodes: list[bytes]) -> bool:
    position, last = old_size - 1, new_size - 1
    while position & 1:
        position, last = position >> 1, last >> 1
    old = new = nodes[0]
    for node in nodes[1:]:
        if last == 0:
            return False
        if position & 1 or position == last:
            old, new = _node_hash(node, old), _node_hash(node, new)
            position, last = _skip_left_edges(position, last)
        else:
            new = _node_hash(new, node)
        position, last = position >> 1, last >> 1
    return last == 0 and old == old_root and new == new_root
