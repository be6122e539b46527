"""The append-only log: who did what to which id. Never what people wrote."""
