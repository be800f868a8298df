"""Nothing that the clients offer is forgotten: each verb occurs in a test, or is in the list of later ones."""

import pathlib
import re
from fnmatch import fnmatch

import pytest

from offered import LATER, OFFERED, scope

TESTS = [path for path in pathlib.Path(__file__).parent.glob("*.py") if path.name not in ("offered.py", "test_offered.py")]
SOURCE = "\n".join(path.read_text() for path in TESTS)


def glance_library(verb):
    return rf"\.glance\.{re.escape(verb)}\("


def command(verb):
    """The words of a command, each an argument of its own."""
    return ", ".join(f'"{word}"' for word in verb.split())


def sdk(service):
    return lambda verb: rf'\.{service}\.{verb}\(|\bidentity\.{verb}\(|\bimages\.{verb}\(|sdk(_ids)?\("{verb}"'


#: How each client's verb looks in the source of a test.
CALLS = {
    "glanceclient": glance_library,
    "glance command": command,
    "openstackclient, image": command,
    "openstackclient, identity": command,
    "openstacksdk, image": sdk("image"),
    "openstacksdk, identity": sdk("identity"),
}


@pytest.mark.parametrize("client", OFFERED)
def test_every_verb_of_a_client_is_used_or_comes_later(client):
    forgotten = {verb for verb in scope(client) if not re.search(CALLS[client](verb), SOURCE)}
    assert forgotten == set()


@pytest.mark.parametrize("client", OFFERED)
def test_what_comes_later_is_still_offered(client):
    idle = {pattern for pattern in LATER[client] if not any(fnmatch(verb, pattern) for verb in OFFERED[client]())}
    assert idle == set()
