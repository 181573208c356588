"""What this machine lacks, said in one sentence with its remedy."""


class Obstacle(Exception):
    """A command cannot go on; the text is one sentence for the person at the terminal."""
