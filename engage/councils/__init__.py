"""Bodies, seats, people and terms: who sits, since when, until when."""
