"""Limits as everybody sees them, tokens looked at, things found by name, and roles beyond projects: what the tables of verbs leave."""

import pytest
from openstack import exceptions

from identity_verbs import Stage
from people import ROLES, Person, refused, says_no

#: The ids of registered limits, one of them, the ids of limits, one of them.
LIMITS = {
    "openstackclient": (
        lambda who: [row["ID"] for row in who.openstack_json("registered", "limit", "list")],
        lambda who, limit: who.openstack_json("registered", "limit", "show", limit)["id"],
        lambda who: [row["ID"] for row in who.openstack_json("limit", "list")],
        lambda who, limit: who.openstack_json("limit", "show", limit)["id"],
    ),
    "openstacksdk": (
        lambda who: [limit.id for limit in who.cloud.identity.registered_limits()],
        lambda who, limit: who.cloud.identity.get_registered_limit(limit).id,
        lambda who: [limit.id for limit in who.cloud.identity.limits()],
        lambda who, limit: who.cloud.identity.get_limit(limit).id,
    ),
}

#: Kind → how the SDK finds one by its name.
FIND = {
    "project": lambda identity, name: identity.find_project(name, ignore_missing=False),
    "user": lambda identity, name: identity.find_user(name, ignore_missing=False),
    "role": lambda identity, name: identity.find_role(name, ignore_missing=False),
    "domain": lambda identity, name: identity.find_domain(name, ignore_missing=False),
}


@pytest.mark.parametrize("client", LIMITS)
@pytest.mark.parametrize("role", ROLES)
def test_everybody_sees_what_is_registered_and_an_admin_every_limit(people, client, role):
    stage, who = Stage(people).limited(), people[role]
    all_registered, registered, all_limits, limit = LIMITS[client]
    try:
        assert stage.ids["registered"] in all_registered(who)
        assert registered(who, stage.ids["registered"]) == stage.ids["registered"]
        assert (stage.ids["limit"] in all_limits(who)) == (role == "admin")
        if role == "admin":
            assert limit(who, stage.ids["limit"]) == stage.ids["limit"]
        else:
            refused(limit, who, stage.ids["limit"])
    finally:
        people.admin.rest("DELETE", f"/identity/v3/limits/{stage.ids['limit']}")


@pytest.mark.parametrize("role", ROLES)
def test_a_token_is_looked_at_and_revoked_by_whose_it_is(people, role):
    who = people[role]
    token = Person(who.vitrine, who.name, who.password, who.project_name).session.get_token()
    identity = who.cloud.identity
    assert identity.validate_token(token).user["id"] == who.user
    assert identity.check_token(token)

    identity.revoke_token(token)

    assert not identity.check_token(token)


@pytest.mark.parametrize("role", ROLES)
def test_the_token_of_another_is_an_admins_to_look_at(people, role):
    friend, identity = people.friend, people[role].cloud.identity
    token = Person(friend.vitrine, friend.name, friend.password, friend.project_name).session.get_token()
    if role == "admin":
        assert identity.validate_token(token).user["id"] == friend.user
        identity.revoke_token(token)
    else:
        refused(identity.validate_token, token)
        assert not identity.check_token(token)
        refused(identity.revoke_token, token)
    assert people.admin.cloud.identity.check_token(token) == (role != "admin")


@pytest.mark.parametrize("kind", FIND)
@pytest.mark.parametrize("role", ROLES)
def test_an_admin_finds_by_name(people, kind, role):
    stage, identity = Stage(people), people[role].cloud.identity
    if role == "admin":
        assert FIND[kind](identity, stage.names[kind]).id == stage.ids[kind]
    else:
        refused(FIND[kind], identity, stage.names[kind])


@pytest.mark.parametrize("role", ROLES)
def test_a_region_is_found_by_everybody_a_service_by_an_admin(people, role):
    identity = people[role].cloud.identity
    assert identity.find_region("RegionOne", ignore_missing=False).id == "RegionOne"
    if role == "admin":
        assert identity.find_service("image", ignore_missing=False).type == "image"
        assert identity.find_endpoint("image-public", ignore_missing=False).service_id == "image"
    else:
        for find in (identity.find_service, identity.find_endpoint):
            with pytest.raises(exceptions.HttpException) as refusal:
                find("image-public", ignore_missing=False)
            assert says_no(refusal.value), refusal.value


#: Where a role may be had beyond a project → giving, looking, taking away.
WHERE = {
    "domain": (
        lambda identity, stage: identity.assign_domain_role_to_user(stage.ids["domain"], stage.ids["user"], stage.ids["role"]),
        lambda identity, stage: identity.validate_user_has_domain_role(stage.ids["domain"], stage.ids["user"], stage.ids["role"]),
        lambda identity, stage: identity.unassign_domain_role_from_user(stage.ids["domain"], stage.ids["user"], stage.ids["role"]),
    ),
    "system": (
        lambda identity, stage: identity.assign_system_role_to_user(stage.ids["user"], stage.ids["role"], "all"),
        lambda identity, stage: identity.validate_user_has_system_role(stage.ids["user"], stage.ids["role"], "all"),
        lambda identity, stage: identity.unassign_system_role_from_user(stage.ids["user"], stage.ids["role"], "all"),
    ),
    "project": (
        lambda identity, stage: identity.assign_project_role_to_user(stage.ids["project"], stage.ids["user"], stage.ids["role"]),
        lambda identity, stage: identity.validate_user_has_project_role(stage.ids["project"], stage.ids["user"], stage.ids["role"]),
        lambda identity, stage: identity.unassign_project_role_from_user(stage.ids["project"], stage.ids["user"], stage.ids["role"]),
    ),
}


def looked(look, identity, stage):
    """What looking says; the SDK takes a refusal for a no, or passes it on."""
    try:
        return look(identity, stage)
    except exceptions.HttpException as refusal:
        assert says_no(refusal), refusal
        return False


def tried(act, identity, stage):
    """The SDK passes over a refusal, or passes it on; what counts is what became of it."""
    try:
        act(identity, stage)
    except exceptions.HttpException as refusal:
        assert says_no(refusal), refusal


@pytest.mark.parametrize("where", WHERE)
@pytest.mark.parametrize("role", ROLES)
def test_an_admin_gives_a_role_anywhere_looks_at_it_and_takes_it_away(people, where, role):
    give, look, take = WHERE[where]
    stage, admin, identity = Stage(people), people.admin.cloud.identity, people[role].cloud.identity
    mine = role == "admin"
    tried(give, identity, stage)
    assert look(admin, stage) == mine
    give(admin, stage)
    assert looked(look, identity, stage) == mine
    tried(take, identity, stage)
    assert look(admin, stage) != mine


@pytest.mark.parametrize("role", ROLES)
def test_an_admin_lists_the_roles_of_a_user_in_a_project(people, role):
    stage, identity = Stage(people).granted(), people[role].cloud.identity

    def roles():
        return [found.id for found in identity.role_assignments_filter(project=stage.ids["project"], user=stage.ids["user"])]

    if role == "admin":
        assert roles() == [stage.ids["role"]]
    else:
        refused(roles)
