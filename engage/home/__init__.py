"""Landing pages: what is waiting for whom, built from other areas' queries."""
