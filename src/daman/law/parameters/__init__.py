"""The dated, sourced values of each edition, the timeline, clocks, holidays and cited text."""
