"""Every verb that an admin alone has at the Identity API, by both clients that have it, in every role."""

import pytest

from identity_verbs import CLIENTS, Stage
from people import ROLES, says_no


def is_there(collection, kind, field=None, value=None):
    return lambda stage: stage.has(collection, kind, field) == value


#: Verb → what there is before, and how to see that it happened, or what the client lists.
VERBS = {
    "create a project": (Stage, lambda stage: stage.named("projects")),
    "list projects": (Stage, "project"),
    "show a project": (Stage, None),
    "change a project": (Stage, is_there("projects", "project", "description", "after")),
    "switch a project off": (Stage, is_there("projects", "project", "enabled", False)),
    "delete a project": (Stage, is_there("projects", "project")),
    "create a user": (Stage, lambda stage: stage.named("users")),
    "list users": (Stage, "user"),
    "show a user": (Stage, None),
    "change a user": (Stage, is_there("users", "user", "email", "after@example.org")),
    "switch a user off": (Stage, is_there("users", "user", "enabled", False)),
    "delete a user": (Stage, is_there("users", "user")),
    "create a domain": (Stage, lambda stage: stage.named("domains")),
    "list domains": (Stage, "domain"),
    "show a domain": (Stage, None),
    "change a domain": (Stage, is_there("domains", "domain", "description", "after")),
    "delete a domain": (Stage, is_there("domains", "domain")),
    "create a role": (Stage, lambda stage: stage.named("roles")),
    "list roles": (Stage, "role"),
    "show a role": (Stage, None),
    "rename a role": (Stage, lambda stage: stage.named("roles")),
    "delete a role": (Stage, is_there("roles", "role")),
    "give a role": (Stage, Stage.is_granted),
    "take a role away": (lambda people: Stage(people).granted(), lambda stage: not stage.is_granted()),
    "list assignments": (lambda people: Stage(people).granted(), "user"),
    "register a limit": (Stage, lambda stage: stage.named("registered_limits", resource_name=stage.resource)),
    "change a registered limit": (lambda people: Stage(people).registered(), is_there("registered_limits", "registered", "default_limit", 7)),
    "delete a registered limit": (lambda people: Stage(people).registered(), is_there("registered_limits", "registered")),
    "limit a project": (lambda people: Stage(people).registered(), lambda stage: stage.named("limits", resource_name=stage.resource)),
    "change a limit": (lambda people: Stage(people).limited(), is_there("limits", "limit", "resource_limit", 7)),
    "delete a limit": (lambda people: Stage(people).limited(), is_there("limits", "limit")),
}

#: Where a client passes over a refusal; what counts is that nothing happened.
SILENT = {(client, verb) for client in CLIENTS for verb in ["give a role", "take a role away"]}

CASES = [(client, verb) for client, verbs in CLIENTS.items() for verb in verbs]


@pytest.mark.parametrize(("client", "verb"), CASES, ids=[f"{client}: {verb}" for client, verb in CASES])
def test_an_admin_does_it_and_nobody_else(people, client, verb):
    before, effect = VERBS[verb]
    for role in ROLES:
        stage = before(people)
        was = stage.everything()
        if role == "admin":
            given = CLIENTS[client][verb](people.admin, stage)
            if isinstance(effect, str):
                assert stage.ids[effect] in given
            elif effect:
                assert effect(stage)
            else:
                assert given
        else:
            if (client, verb) == ("openstackclient", "list projects"):
                # Refused the list of all, the command shows those of whoever asks.
                assert CLIENTS[client][verb](people[role], stage) == [people[role].project]
            elif (client, verb) not in SILENT:
                with pytest.raises(Exception) as refusal:
                    CLIENTS[client][verb](people[role], stage)
                assert says_no(refusal.value), refusal.value
            else:
                CLIENTS[client][verb](people[role], stage)
            assert stage.everything() == was, role


def test_every_client_says_every_verb():
    assert all(set(verbs) == set(VERBS) for verbs in CLIENTS.values())
