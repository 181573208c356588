"""Ports of this machine's own address."""

import argparse
import socket

from daman.command.obstacle import Obstacle

LOOPBACK = "127.0.0.1"
_WAITING_CALLERS_MAX = 1024


def a_port(text: str) -> int:
    """
    Return the port that a word of the command line names.

    :raises argparse.ArgumentTypeError: when it is none
    """
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise argparse.ArgumentTypeError(f"{text} is no port; ports go from 1 to 65535")
    return int(text)


def free_port() -> int:
    """Return a port that nothing listens on at this moment."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
        return port


def require_free(port: int) -> None:
    """
    Make sure that a server can listen on the port.

    :raises Obstacle: when another program does, or this user may not
    """
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except PermissionError:
            raise Obstacle(
                f"This user may not use port {port}: choose one above 1023, "
                "for example --port 8000."
            ) from None
        except OSError:
            other = port + 1 if port < 65535 else 8000
            raise Obstacle(
                f"Port {port} is in use by another program: stop it, or choose another port, "
                f"for example --port {other}."
            ) from None


def listen(port: int) -> socket.socket:
    """
    Return a socket that listens on the port of this machine's own address.

    :raises Obstacle: when another program took the port meanwhile
    """
    require_free(port)
    listening = socket.socket()
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.bind((LOOPBACK, port))
    listening.listen(_WAITING_CALLERS_MAX)
    return listening
