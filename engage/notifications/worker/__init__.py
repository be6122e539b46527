"""What delivers the outbox and runs the periodic jobs; used by the command line and by tests."""
