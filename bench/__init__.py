"""Measurements: what a page costs when a list grows, as ratios within one run."""
