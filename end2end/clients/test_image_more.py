"""Making an image, answering to one that was shared, and what there is to find out, by every unmodified client in every role."""

import pytest

from image_verbs import CLIENTS, Stage
from people import ROLES, says_no

FORMATS = {"disk_format": "raw", "container_format": "bare"}
WORDS = ["--disk-format", "raw", "--container-format", "bare"]

CREATE = {
    "glanceclient": lambda who, name: who.glance.images.create(name=name, **FORMATS),
    "glance command": lambda who, name: who.glance_command("image-create", "--name", name, *WORDS),
    "openstacksdk": lambda who, name: who.cloud.image.create_image(name, allow_duplicates=True, **FORMATS),
    "openstackclient": lambda who, name: who.openstack_command("image", "create", name, *WORDS),
}

ACCEPT = {
    "glanceclient": lambda who, stage, project: who.glance.image_members.update(stage.id, project, "accepted"),
    "glance command": lambda who, stage, project: who.glance_command("member-update", stage.id, project, "accepted"),
    "openstacksdk": lambda who, stage, project: who.cloud.image.update_member(project, stage.id, status="accepted"),
    "openstackclient": lambda who, stage, project: who.openstack_command("image", "set", stage.id, "--accept", "--project", project),
}

FIND_OUT = {
    "glanceclient": lambda who: (who.glance.schemas.get("image").name, who.glance.images.get_import_info()["import-methods"]["type"]),
    "glance command": lambda who: ("image" if "disk_format" in who.glance_command("explain", "image") else "", "array" if "array" in who.glance_command("import-info") else ""),
    "openstacksdk": lambda who: (who.cloud.image.get_image_schema().name, who.cloud.image.get_import_info().import_methods["type"]),
}


@pytest.mark.parametrize("client", CLIENTS)
@pytest.mark.parametrize("role", ROLES)
def test_an_image_is_made_in_ones_own_project_unless_one_only_reads(people, client, role):
    who, name = people[role], f"made by {role} with {client}"
    if role == "reader":
        with pytest.raises(Exception) as refusal:
            CREATE[client](who, name)
        assert says_no(refusal.value), refusal.value
    else:
        CREATE[client](who, name)
    made = people.admin.rest("GET", "/image/v2/images", params={"name": name}).json()["images"]
    assert [image["owner"] for image in made] == ([] if role == "reader" else [who.project])


@pytest.mark.parametrize("client", CLIENTS)
@pytest.mark.parametrize("role", ["friend", *ROLES])
def test_the_member_answers_or_an_admin_and_nobody_else(people, tmp_path, client, role):
    stage, friend = Stage(people, tmp_path).shared(), people.friend.project
    if role in ("friend", "admin"):
        ACCEPT[client](people[role], stage, friend)
        assert stage.members() == {friend: "accepted"}
    else:
        with pytest.raises(Exception) as refusal:
            ACCEPT[client](people[role], stage, friend)
        assert says_no(refusal.value), refusal.value
        assert stage.members() == {friend: "pending"}


@pytest.mark.parametrize("client", FIND_OUT)
@pytest.mark.parametrize("role", ROLES)
def test_everybody_finds_out_what_there_is(people, client, role):
    assert FIND_OUT[client](people[role]) == ("image", "array")
