"""Divisions of the county, and the stations in them: what was applied for, built, accepted, and is operating."""
