"""The policy workshop: editions drafted, compared, simulated, signed and adopted."""
