"""Comments from every source, the codebook, coding, and the pages of themes."""
