"""Reads of the state's own lists."""
