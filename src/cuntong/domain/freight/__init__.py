"""Freight: rates, kilometres and hours in, what a trip, stop and parcel cost out; counted parcels and prices in, what a carrier owes out."""

from ._costs import Rate, TripCost, cost_of_trip, share_to_the_fen
from ._ledger import Due, Entry, EntryKind, Standing, entries_of, standing_of
from ._prices import Counted, Price, Prices, charge, dues_of, top_ups

__all__ = [
    "Counted",
    "Due",
    "Entry",
    "EntryKind",
    "Price",
    "Prices",
    "Rate",
    "Standing",
    "TripCost",
    "charge",
    "cost_of_trip",
    "dues_of",
    "entries_of",
    "share_to_the_fen",
    "standing_of",
    "top_ups",
]
