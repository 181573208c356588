"""Django plumbing that every app uses: moves, audit, outbox, permissions, sealed fields, guards."""
