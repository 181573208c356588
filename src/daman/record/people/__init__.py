"""A person: identity, nationality, life and death, as the civil registry knows them."""
