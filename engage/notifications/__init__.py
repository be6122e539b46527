"""Everything that leaves goes through the outbox, in the transaction of the change it tells about."""
