"""Stories of people, each told to a running instance over plain HTTP: `play(base_url)`."""
