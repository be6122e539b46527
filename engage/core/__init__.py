"""What every area stands on: databases, actors, permissions, clock, encryption, errors. No web."""
