"""`story NAME`: a person's story, played over plain HTTP forms."""

import argparse
import os
import pkgutil
from collections.abc import Sequence
from importlib import import_module

from daman.command import instance, stories
from daman.command.database import chosen_folder, note_of
from daman.command.obstacle import Obstacle

# A story brings its own people; a few others make the queues look like queues.
_HOUSEHOLDS = "13"


def run(words: Sequence[str]) -> int:
    """Play one story against a running or a temporary instance; 1 at the first difference."""
    names = story_names()
    parser = argparse.ArgumentParser(prog="daman story", description=__doc__)
    parser.add_argument("name", metavar="NAME", help=f"one of: {', '.join(names) or 'none yet'}")
    parser.add_argument("--base-url", help="a running instance; else `up` here, else a new one")
    options = parser.parse_args(words)
    if options.name not in names:
        known = ", ".join(names) or "none yet"
        raise Obstacle(f"There is no story {options.name!r}; there are: {known}.")
    play = import_module(f"{stories.__name__}.{options.name}").play
    if options.base_url:
        status: int = play(options.base_url.rstrip("/"))
        return status
    running = note_of(chosen_folder(os.environ))
    if running is not None:
        return int(play(running["base_url"]))
    print("Starting a Daman of its own for the story…", flush=True)
    with instance.running(DAMAN_DEMO_HOUSEHOLDS=_HOUSEHOLDS) as temporary:
        return int(play(temporary.base_url))


def story_names() -> list[str]:
    """Return the stories there are: the modules of the `stories` folder."""
    return sorted(
        module.name
        for module in pkgutil.iter_modules(stories.__path__)
        if not module.name.startswith("_")
    )
