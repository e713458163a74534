"""Indicators, sealed targets, frozen snapshots, scorecards and the self-evaluation report."""
