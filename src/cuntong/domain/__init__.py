"""Pure Python: values in, values out; no Django, clock, network or environment."""
