"""The law as data: rules, clocks and code lists with citations and dates, and who confirmed them."""
