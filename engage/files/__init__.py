"""Stored files: bytes, types and versions, on either side of the wall; no meanings."""
