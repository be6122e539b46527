"""A believable council to try everything on; only in development, never beside real data."""
