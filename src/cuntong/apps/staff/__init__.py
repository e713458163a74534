"""Who works here: accounts opened, changed, closed and given a new password, each with its trail entry."""
