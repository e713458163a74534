"""The station counter: one journal of services to villagers, its till, day close and receipts, and what in it deserves a look."""
