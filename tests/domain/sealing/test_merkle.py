"""The Merkle log agrees with the plain definition of RFC 9162 and with published vectors."""

import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cuntong.domain.sealing import (
    EMPTY_ROOT,
    Frontier,
    consistency_proof,
    inclusion_proof,
    inclusion_proofs,
    leaf_hash,
    root,
    verify_consistency,
    verify_inclusion,
)

# The entries and roots that implementations of RFC 6962 test each other with.
ENTRIES = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
LEAVES = [leaf_hash(entry) for entry in ENTRIES]

logs = st.lists(st.binary(max_size=4), max_size=70).map(lambda entries: [leaf_hash(e) for e in entries])


def sha(content: bytes) -> bytes:
    return hashlib.sha256(content).digest()


def split(size: int) -> int:
    """The largest power of two below `size`."""
    power = 1
    while power * 2 < size:
        power *= 2
    return power


def plain_root(leaves: list[bytes]) -> bytes:
    """RFC 9162, 2.1.1, word for word."""
    if not leaves:
        return sha(b"")
    if len(leaves) == 1:
        return leaves[0]
    k = split(len(leaves))
    return sha(b"\x01" + plain_root(leaves[:k]) + plain_root(leaves[k:]))


def plain_inclusion(index: int, leaves: list[bytes]) -> list[bytes]:
    """RFC 9162, 2.1.3.1."""
    if len(leaves) == 1:
        return []
    k = split(len(leaves))
    if index < k:
        return [*plain_inclusion(index, leaves[:k]), plain_root(leaves[k:])]
    return [*plain_inclusion(index - k, leaves[k:]), plain_root(leaves[:k])]


def plain_consistency(old: int, leaves: list[bytes], known: bool = True) -> list[bytes]:
    """RFC 9162, 2.1.4.1."""
    if old == len(leaves):
        return [] if known else [plain_root(leaves)]
    k = split(len(leaves))
    if old <= k:
        return [*plain_consistency(old, leaves[:k], known), plain_root(leaves[k:])]
    return [*plain_consistency(old - k, leaves[k:], False), plain_root(leaves[:k])]


@pytest.mark.parametrize("size", range(9))
def test_published_roots(size: int) -> None:
    assert root(LEAVES[:size]).hex() == ROOTS[size]


def test_published_proofs() -> None:
    quarter = "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0"
    assert [node.hex() for node in inclusion_proof(5, LEAVES)] == [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        quarter,
        ROOTS[4],
    ]
    assert [node.hex() for node in consistency_proof(6, LEAVES)] == [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        quarter,
        ROOTS[4],
    ]


def test_every_size_agrees_with_the_plain_definition() -> None:
    leaves = [leaf_hash(bytes([number])) for number in range(130)]
    for size in range(131):
        assert root(leaves[:size]) == plain_root(leaves[:size])


@given(logs, st.data())
def test_a_log_grown_in_pieces_has_the_same_root(leaves: list[bytes], data: st.DataObject) -> None:
    cut = data.draw(st.integers(0, len(leaves)))
    frontier = Frontier().extend(leaves[:cut])
    frontier = Frontier.from_json(frontier.to_json())
    for leaf in leaves[cut:]:
        frontier = frontier.append(leaf)
    assert (frontier.size, frontier.root) == (len(leaves), plain_root(leaves))
    assert frontier == Frontier().extend(leaves)


@given(logs.filter(bool))
def test_every_leaf_is_proved_and_no_other(leaves: list[bytes]) -> None:
    top, size = root(leaves), len(leaves)
    proofs = inclusion_proofs(range(size), leaves)
    for index, (leaf, proof) in enumerate(zip(leaves, proofs, strict=True)):
        assert list(proof) == plain_inclusion(index, leaves)
        assert verify_inclusion(leaf, index, size, proof, top)
        assert not verify_inclusion(leaf_hash(b"another"), index, size, proof, top)
        assert not verify_inclusion(leaf, index, size, (*proof, leaf), top)
        assert not verify_inclusion(leaf, index, size, proof, leaf_hash(b"another"))
        assert not proof or not verify_inclusion(leaf, index, size, proof[:-1], top)


@given(logs, st.data())
def test_a_log_proves_that_it_grew(leaves: list[bytes], data: st.DataObject) -> None:
    old = data.draw(st.integers(0, len(leaves)))
    proof = consistency_proof(old, leaves)
    assert list(proof) == (plain_consistency(old, leaves) if old else [])
    before, after = root(leaves[:old]), root(leaves)
    assert verify_consistency(old, before, len(leaves), after, proof)
    assert not verify_consistency(old, leaf_hash(b"another"), len(leaves), after, proof)
    assert not verify_consistency(old, before, len(leaves), after, (*proof, before))
    if old not in (0, len(leaves)):
        assert not verify_consistency(old, before, len(leaves), leaf_hash(b"another"), proof)
        assert not verify_consistency(old, before, len(leaves), after, proof[:-1])


@given(st.integers(-2, 9), st.integers(-2, 9), st.lists(st.binary(max_size=33), max_size=4), st.binary())
def test_a_senseless_proof_is_refused_quietly(index: int, size: int, proof: list[bytes], top: bytes) -> None:
    assert not verify_inclusion(leaf_hash(b"x"), index, size, proof, top)
    assert not verify_consistency(index, top, size, top + b"x", proof)


def test_an_entry_changed_in_the_past_breaks_consistency() -> None:
    changed = [*LEAVES[:2], leaf_hash(b"changed"), *LEAVES[3:]]
    proof = consistency_proof(5, changed)
    assert not verify_consistency(5, root(LEAVES[:5]), 8, root(changed), proof)


def test_what_is_outside_the_log_is_refused() -> None:
    with pytest.raises(IndexError, match="8 entries"):
        inclusion_proof(8, LEAVES)
    with pytest.raises(IndexError):
        inclusion_proof(-1, LEAVES)
    with pytest.raises(ValueError, match="cannot have had 9"):
        consistency_proof(9, LEAVES)
    assert root([]) == EMPTY_ROOT


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "null",
        '{"peaks":[],"size":1}',
        '{"peaks":["00"],"size":1}',
        '{"peaks":[7],"size":1}',
        '{"peaks":[],"size":-1}',
        '{"peaks":[],"size":false}',
        '{"peaks":[],"size":0,"more":1}',
        json.dumps({"peaks": ["zz" * 32], "size": 1}, separators=(",", ":")),
    ],
)
def test_a_frontier_is_not_read_from_anything_else(text: str) -> None:
    with pytest.raises(ValueError):
        Frontier.from_json(text)
