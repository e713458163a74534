"""Durable background work with progress and cancel: what is started is finished once, even after a crash."""
