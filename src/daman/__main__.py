"""`python -m daman`: what `./daman` hands over to."""

import sys

from daman.command.program import main

sys.exit(main(sys.argv[1:]))
