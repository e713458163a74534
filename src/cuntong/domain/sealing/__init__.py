"""Seals: canonical digests, a Merkle log with its proofs, and the bundle that proves its own figures."""

from cuntong.domain.sealing._canonical import (
    NotCanonical,
    canonical_json,
    digest,
    digest_file,
    parse_canonical,
)
from cuntong.domain.sealing._merkle import (
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

__all__ = [
    "EMPTY_ROOT",
    "Frontier",
    "NotCanonical",
    "canonical_json",
    "consistency_proof",
    "digest",
    "digest_file",
    "inclusion_proof",
    "inclusion_proofs",
    "leaf_hash",
    "parse_canonical",
    "root",
    "verify_consistency",
    "verify_inclusion",
]
