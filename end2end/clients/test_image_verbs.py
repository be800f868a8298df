"""Every verb of the Image API, by every unmodified client, in every role: the effect where it is allowed, none where it is not."""

import pytest

from image_verbs import CLIENTS, DATA, NEW, Stage
from people import ROLES, says_no

WRITERS = {"admin", "member"}
READERS = {"admin", "member", "reader"}


def whether(field, value):
    return lambda stage: stage.image()[field] == value


#: Verb → the state of the image before, who may, what a client gives, and how to see that it happened.
VERBS = {
    "show": (Stage, READERS, "before", None),
    "list": (Stage, READERS, True, None),
    "rename": (Stage, WRITERS, None, whether("name", "after")),
    "set a property": (Stage, WRITERS, None, lambda stage: stage.image().get("shape") == "round"),
    "take a property away": (Stage, WRITERS, None, lambda stage: "colour" not in stage.image()),
    "protect": (Stage, WRITERS, None, whether("protected", True)),
    "unprotect": (lambda *at: Stage(*at).protected(), WRITERS, None, whether("protected", False)),
    "hide": (Stage, WRITERS, None, whether("os_hidden", True)),
    "unhide": (lambda *at: Stage(*at).hidden(), WRITERS, None, whether("os_hidden", False)),
    "open to the community": (Stage, WRITERS, None, whether("visibility", "community")),
    "tag": (Stage, WRITERS, None, lambda stage: "new" in stage.image()["tags"]),
    "untag": (Stage, WRITERS, None, whether("tags", [])),
    "upload": (Stage, WRITERS, None, lambda stage: stage.image()["status"] == "active" and stage.data() == NEW),
    "download": (lambda *at: Stage(*at).with_data(), WRITERS, DATA, None),
    "deactivate": (lambda *at: Stage(*at).with_data(), WRITERS, None, whether("status", "deactivated")),
    "reactivate": (lambda *at: Stage(*at).with_data().deactivated(), WRITERS, None, whether("status", "active")),
    "share": (Stage, WRITERS, None, lambda stage: stage.members() == {stage.people.friend.project: "pending"}),
    "unshare": (lambda *at: Stage(*at).shared(), WRITERS, None, lambda stage: stage.members() == {}),
    "list members": (lambda *at: Stage(*at).shared(), READERS, lambda stage: [stage.people.friend.project], None),
    "show a member": (lambda *at: Stage(*at).shared(), READERS, lambda stage: stage.people.friend.project, None),
    "stage": (Stage, WRITERS, None, whether("status", "uploading")),
    "import": (lambda *at: Stage(*at).staged(), WRITERS, None, lambda stage: stage.becomes_active() and stage.data() == NEW),
    "delete": (Stage, WRITERS, None, lambda stage: stage.image() is None),
}

#: Where a client passes over a refusal.
SILENT = {(client, verb) for client in ["openstacksdk", "openstackclient"] for verb in ["deactivate", "reactivate"]} | {("openstackclient", "import")}

CASES = [(client, verb) for client, verbs in CLIENTS.items() for verb, said in verbs.items() if said]


@pytest.mark.parametrize(("client", "verb"), CASES, ids=[f"{client}: {verb}" for client, verb in CASES])
def test_a_verb_does_what_it_says_for_whom_it_may(people, tmp_path, client, verb):
    before, allowed, gives, effect = VERBS[verb]
    for role in ROLES:
        stage = before(people, tmp_path)
        was = stage.image()
        if role in allowed:
            given = CLIENTS[client][verb](people[role], stage)
            if gives is not None:
                assert given == (gives(stage) if callable(gives) else gives), role
            if effect is not None:
                assert effect(stage), role
        elif verb == "list":
            # Nobody is refused a list; it just does not hold what is not theirs.
            assert CLIENTS[client][verb](people[role], stage) is False, role
        elif (client, verb) in SILENT:
            # The client does not look at the answer; what counts is that nothing happened.
            try:
                CLIENTS[client][verb](people[role], stage)
            except Exception as refusal:
                assert says_no(refusal), refusal
            assert stage.image() == was, role
        else:
            with pytest.raises(Exception) as refusal:
                CLIENTS[client][verb](people[role], stage)
            assert says_no(refusal.value), refusal.value
            assert stage.image() == was, role


def test_every_client_says_every_verb_that_it_knows():
    unsaid = {(client, verb) for client, verbs in CLIENTS.items() for verb in VERBS if not verbs.get(verb)}
    # The SDK has no word for removing a property, the command sends data only with a creation.
    assert unsaid == {("openstacksdk", "take a property away"), ("openstackclient", "upload")}
    assert all(set(verbs) == set(VERBS) for verbs in CLIENTS.values())
