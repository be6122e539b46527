"""The two numbers of this package."""

# The smallest count of people that is shown. The rulebook holds the same number with its citation (SUP-01,
# parameter `smallest_shown`); a test keeps the two equal, because core may not import the rulebook.
THRESHOLD = 11

# Above this the arithmetic of the solver is no longer exact to one person. No state has so many people.
MAX_COUNT = 10**9
