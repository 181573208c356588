"""The program behind `./daman`: finds the command and gives it its words."""

import errno
import sys
from collections.abc import Sequence
from importlib import import_module

from daman.command.obstacle import Obstacle

# name: (module, what it does). A module holds `run(words) -> exit status`.
COMMANDS = {
    "up": ("up", "start everything here and print how to sign in; Ctrl-C stops it"),
    "test": ("test", "run every test; pytest's own arguments may follow"),
    "check": ("check", "lint, types, contracts, templates, migrations, catalogue"),
    "fix": ("fix", "let the tools put right what they can"),
    "law": ("law", "assess households by the law: `law assess --edition ID [FILE]`"),
    "bench": ("bench", "how fast the law answers a caseload: `bench law|law-database|law-spark`"),
    "story": ("story", "play a person's story over HTTP: `story widow [--base-url URL]`"),
    "demo": ("demo_code", "a demo member of staff's sign-in code: `demo code USER`"),
    "staff": ("staff", "open the first staff accounts: `staff add LOGIN --role ROLE …`"),
    "catalogue": ("catalogue", "merge and compile the Arabic catalogue; --check finds gaps"),
    "manage": ("manage", "Django's own commands, on this folder's database"),
}

_ELSEWHERE = "or choose another place with --data"
# What a machine may lack at any moment, and the remedy.
_OF_THE_MACHINE = {
    errno.ENOSPC: f"make room on that disk, {_ELSEWHERE}",
    errno.EDQUOT: f"make room on that disk, {_ELSEWHERE}",
    errno.EROFS: f"make it writable, {_ELSEWHERE}",
    errno.EACCES: f"make it readable and writable, {_ELSEWHERE}",
    errno.EMFILE: "allow more open files (ulimit -n)",
    errno.ENOMEM: "free some memory",
}


def main(words: Sequence[str]) -> int:
    """Run one command and return the exit status."""
    if not words or words[0] in {"help", "-h", "--help"}:
        print(usage())
        return 0
    if words[0] not in COMMANDS:
        print(f"There is no command {words[0]!r}.\n\n{usage()}", file=sys.stderr)
        return 2
    module = import_module(f"daman.command.{COMMANDS[words[0]][0]}")
    try:
        status: int = module.run(words[1:])
    except Obstacle as obstacle:
        print(obstacle, file=sys.stderr)
        return 1
    except BrokenPipeError:
        # The reader of a pipe went away, as `head` does.
        sys.stderr.close()
        return 1
    except KeyboardInterrupt:
        return 130
    except OSError as problem:
        if problem.errno not in _OF_THE_MACHINE:
            raise
        where = f" ({problem.filename})" if problem.filename else ""
        print(f"{problem.strerror}{where}: {_OF_THE_MACHINE[problem.errno]}.", file=sys.stderr)
        return 1
    return status


def usage() -> str:
    """Return the short help."""
    width = max(map(len, COMMANDS))
    lines = [f"  {name:<{width}}  {what}" for name, (_, what) in COMMANDS.items()]
    return "\n".join(
        [
            "Daman runs the Enhanced Social Security programme, from registration to payment.",
            "",
            "Usage: ./daman COMMAND [arguments]; `./daman COMMAND --help` tells more.",
            "",
            *lines,
        ]
    )
