"""Pure values that every floor uses: money, months, dates, identifiers. No Django, no I/O."""
