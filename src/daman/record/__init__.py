"""What the state knows: dated facts with their source; no process."""
