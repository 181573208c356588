"""What the programme tells people: SMS, letters, inbox."""
