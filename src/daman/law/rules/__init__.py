"""The rules, each beside its article: conditions, pension and deadlines."""
