"""The law as data: rules, clocks and code lists with citations and dates."""
