"""The law's own book: one description of every edition, for the printed pages and the portal."""
