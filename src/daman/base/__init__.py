"""Django plumbing that every app uses: moves, audit, outbox, permissions, sealing, guards."""
