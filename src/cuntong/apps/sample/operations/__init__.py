"""Fills an empty database with the demo county: every act through the operations, in the order of its day."""

from ._demo import Demonstration, SampleRefused, demonstrate, fill

__all__ = ["Demonstration", "SampleRefused", "demonstrate", "fill"]
