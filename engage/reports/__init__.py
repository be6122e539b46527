"""The public record and what can be downloaded of it."""
