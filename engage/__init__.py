"""engage: a state's own system for hearing and answering people with both Medicare and Medicaid."""
