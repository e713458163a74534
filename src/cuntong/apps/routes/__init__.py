"""Routes: the day planned, driven and paid for — vehicles, drivers, plans, trips, handovers, costs, settlement with carriers."""
