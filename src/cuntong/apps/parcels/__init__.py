"""Parcels of all carriers, both ways: waybills, scans from hub to village, the sort plan, shelf and pick-up."""
