"""The pages of the performance room: figures, snapshots, targets, scores and reports."""

from ._figures import headline_figures

__all__ = ["headline_figures"]
