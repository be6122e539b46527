"""Confidential intake and casework, in a database of its own; `release.py` is its only door outwards."""
