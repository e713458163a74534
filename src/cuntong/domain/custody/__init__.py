"""Custody: what a parcel's scans say about where it is, and what each place took in, gave out and holds."""

from ._scans import STAGES, Scan, ScanKind, State

__all__ = ["STAGES", "Scan", "ScanKind", "State"]
