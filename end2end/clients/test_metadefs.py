"""Every verb of metadata definitions, by every unmodified client: everybody reads them, an admin alone changes them."""

import pytest

from metadef_verbs import CLIENTS, Stage
from people import refused, says_no

LIBRARIES = ["glanceclient", "openstacksdk"]


def gives(value):
    return lambda stage, given: given == value


def lists(*names):
    """These names and no others; {name} and {type} are the stage's."""
    return lambda stage, given: given == [name.format(**vars(stage)) for name in names]


def holds(kind, *names):
    return lambda stage: stage.names(kind) == list(names)


#: Verb → whether what a client gave is right.
READ = {
    "list namespaces": lambda stage, given: {stage.name, "OS::Compute::Hypervisor"} <= set(given),
    "list namespaces for a type": lists("{name}"),
    "list private namespaces": lambda stage, given: stage.name not in given,
    "show a namespace": gives("before"),
    "show a namespace for a type": gives(["lab_colour"]),
    "list types": lambda stage, given: {stage.type, "OS::Glance::Image"} <= set(given),
    "list types of a namespace": lists("{type}"),
    "list properties": gives(["colour"]),
    "show a property": gives("Colour"),
    "list objects": gives(["lamp"]),
    "show an object": gives("gives light"),
    "show a property of an object": gives("Watts"),
    "list tags": gives(["old"]),
    "show a tag": gives("old"),
}

#: Verb → how to see that it happened.
CHANGE = {
    "create a namespace": lambda stage: stage.namespace(stage.new)["display_name"] == "new",
    "create a namespace as a whole": lambda stage: whole(stage) == [["size"], ["arm chair"], ["brand new"]],
    "change a namespace": lambda stage: stage.namespace()["display_name"] == "after" and stage.names("properties") == ["colour"],
    "rename a namespace": lambda stage: stage.namespace() is None and stage.names("properties", stage.new) == ["colour"],
    "protect a namespace": lambda stage: stage.namespace()["protected"] is True,
    "delete a namespace": lambda stage: stage.namespace() is None,
    "add a type": lambda stage: stage.names("resource_type_associations") == [stage.type, "OS::Nova::Flavor"],
    "remove a type": holds("resource_type_associations"),
    "create a property": holds("properties", "colour", "size"),
    "change a property": lambda stage: stage.names("properties") == ["hue"] and stage.namespace()["properties"]["hue"]["title"] == "Hue",
    "delete a property": holds("properties"),
    "delete all properties": holds("properties"),
    "create an object": holds("objects", "arm chair", "lamp"),
    "rename an object": holds("objects", "torch"),
    "delete an object": holds("objects"),
    "delete all objects": holds("objects"),
    "tag": holds("tags", "brand new", "old"),
    "tag anew": holds("tags", "a", "b"),
    "tag with more": holds("tags", "a", "b", "old"),
    "rename a tag": holds("tags", "brand new"),
    "untag": holds("tags"),
    "untag all": holds("tags"),
}

DELETIONS = [verb for verb in CHANGE if verb.startswith(("delete", "remove", "untag"))]

#: Where a client does not pass on why it failed.
UNEXPLAINED = {("openstackclient", "untag")}


def whole(stage):
    return [stage.names(kind, stage.new) for kind in ["properties", "objects", "tags"]]


def of_every_client(verbs):
    said = [(client, verb) for client in CLIENTS for verb in verbs if verb in CLIENTS[client]]
    return pytest.mark.parametrize(("client", "verb"), said, ids=[f"{client}: {verb}" for client, verb in said])


@of_every_client(READ)
def test_everybody_reads(people, tmp_path, client, verb):
    stage = Stage(people, tmp_path)
    # A command says what its library says: the least of the roles is enough.
    for role in ["admin", "member", "reader"] if client in LIBRARIES else ["reader"]:
        given = CLIENTS[client][verb](people[role], stage)
        assert READ[verb](stage, given), (role, given)


@of_every_client(CHANGE)
def test_an_admin_changes_and_nobody_else(people, tmp_path, client, verb):
    stage = Stage(people, tmp_path)
    was = stage.everything()
    for role in ["member", "reader"] if client in LIBRARIES else ["member"]:
        with pytest.raises(Exception) as refusal:
            CLIENTS[client][verb](people[role], stage)
        assert says_no(refusal.value) or (client, verb) in UNEXPLAINED, refusal.value
        assert stage.everything() == was, role
    CLIENTS[client][verb](people.admin, stage)
    assert CHANGE[verb](stage), stage.everything()


@pytest.mark.parametrize("client", LIBRARIES)
def test_a_private_namespace_is_there_for_its_project_and_for_no_other(people, tmp_path, client):
    stage, verbs = Stage(people, tmp_path, visibility="private", owner=people.member.project), CLIENTS[client]
    assert verbs["show a namespace"](people.reader, stage) == "before"
    assert stage.name in verbs["list private namespaces"](people.reader, stage)
    refused(verbs["show a namespace"], people.other, stage)
    assert stage.name not in verbs["list private namespaces"](people.other, stage)


@pytest.mark.parametrize("client", LIBRARIES)
def test_nobody_deletes_what_is_protected(people, tmp_path, client):
    stage = Stage(people, tmp_path, protected=True)
    was = stage.everything()
    for verb in DELETIONS:
        refused(CLIENTS[client][verb], people.admin, stage)
    assert stage.everything() == was


@pytest.mark.command
def test_openstackclient_removes_a_protected_type_by_force(people, tmp_path):
    stage = Stage(people, tmp_path, protected=True)
    force = ["image", "metadef", "resource", "type", "association", "delete", stage.name, stage.type, "--force"]
    refused(people.member.openstack_command, *force)
    assert stage.names("resource_type_associations") == [stage.type]
    people.admin.openstack_command(*force)
    assert stage.names("resource_type_associations") == []
    assert stage.namespace()["protected"] is True


#: Each kind of schema, and the name that it has.
SCHEMAS = {
    "namespace": "namespace", "namespaces": "namespaces",
    "resource_type": "resource_type_association", "resource_types": "resource_type_associations",
    "property": "property", "properties": "properties", "object": "object", "objects": "objects", "tag": "tag", "tags": "tags",
}


@pytest.mark.parametrize("role", ["admin", "reader"])
def test_everybody_reads_the_schemas(people, role):
    images, glance = people[role].cloud.image, people[role].glance
    by_sdk = [
        images.get_metadef_namespace_schema(), images.get_metadef_namespaces_schema(),
        images.get_metadef_resource_type_schema(), images.get_metadef_resource_types_schema(),
        images.get_metadef_property_schema(), images.get_metadef_properties_schema(),
        images.get_metadef_object_schema(), images.get_metadef_objects_schema(),
        images.get_metadef_tag_schema(), images.get_metadef_tags_schema(),
    ]
    assert [schema.name for schema in by_sdk] == list(SCHEMAS.values())
    assert [glance.schemas.get(f"metadefs/{kind}").name for kind in SCHEMAS] == list(SCHEMAS.values())


def test_every_client_says_every_verb_that_it_knows():
    assert all(set(verbs) <= set(READ) | set(CHANGE) for verbs in CLIENTS.values())
    unsaid = {client: {verb for verb in [*READ, *CHANGE] if verb not in verbs} for client, verbs in CLIENTS.items()}
    by_sdk = {"show a namespace for a type", "create a namespace as a whole", "list tags", "show a tag", "rename a tag"}
    assert unsaid == {
        "glanceclient": {"tag with more"}, "glance command": {"tag with more"},
        "openstacksdk": by_sdk, "openstackclient": by_sdk | {"rename a namespace", "tag anew", "tag with more"},
    }
