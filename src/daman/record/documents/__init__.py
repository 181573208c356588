"""Documents: checked, rebuilt, sealed, and every opening recorded."""
