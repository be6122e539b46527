"""The state's own lists: profile, time zone, holidays, urgent numbers, plans, programs, regions, agencies."""
