"""The keepers', inspectors' and drivers' app: what a phone holds, its queue and its sync; the writes are other rooms' operations."""
