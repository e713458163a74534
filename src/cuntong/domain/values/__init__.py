"""The nouns that every formula shares: money, ratios with a stated rounding, intervals, periods, division codes."""
