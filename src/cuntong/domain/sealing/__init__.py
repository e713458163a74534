"""Seals: canonical digests, a Merkle log with its proofs, and the bundle that proves its own figures."""

from ._bundle import Bundle, BundleError, UnfitContents, open_bundle, write_bundle
from ._canonical import NotCanonical, canonical_json, digest, digest_file, parse_canonical
from ._contents import (
    NO_RECORDS,
    OK,
    BundleContents,
    Definition,
    EvidenceEntry,
    Figure,
    FileEntry,
    Heading,
    Manifest,
    ProvedEntry,
    SealedTable,
    TableEntry,
)
from ._findings import Finding
from ._limits import Limits
from ._merkle import (
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
from ._recompute import figure_value
from ._tables import table_to_parquet
from ._verify import Verdict, verify_bundle

__all__ = [
    "EMPTY_ROOT",
    "NO_RECORDS",
    "OK",
    "Bundle",
    "BundleContents",
    "BundleError",
    "Definition",
    "EvidenceEntry",
    "Figure",
    "FileEntry",
    "Finding",
    "Frontier",
    "Heading",
    "Limits",
    "Manifest",
    "NotCanonical",
    "ProvedEntry",
    "SealedTable",
    "TableEntry",
    "UnfitContents",
    "Verdict",
    "canonical_json",
    "consistency_proof",
    "digest",
    "digest_file",
    "figure_value",
    "inclusion_proof",
    "inclusion_proofs",
    "leaf_hash",
    "open_bundle",
    "parse_canonical",
    "root",
    "table_to_parquet",
    "verify_bundle",
    "verify_consistency",
    "verify_inclusion",
    "write_bundle",
]
