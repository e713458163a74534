"""The pages of the performance room: figures, snapshots, targets, scores and reports."""
