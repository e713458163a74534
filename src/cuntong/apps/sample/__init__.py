"""The demo county: fills an empty database by calling the same operations as everybody else."""
