"""Forms, answers with and without a name, receipts, and answers taken by phone or on paper."""
