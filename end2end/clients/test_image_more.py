"""Making an image, answering to one that was shared, and what there is to find out, by every unmodified client in every role."""

import time

import pytest

from image_verbs import CLIENTS, NEW, Stage
from people import ROLES, says_no

FORMATS = {"disk_format": "raw", "container_format": "bare"}
WORDS = ["--disk-format", "raw", "--container-format", "bare"]

#: Making an image and sending its data, in one act.
CREATE_WITH_DATA = {
    "glance command": lambda who, name, path: who.glance_command("image-create", "--name", name, "--file", path, *WORDS),
    "glance command, by import": lambda who, name, path: who.glance_command("image-create-via-import", "--name", name, "--file", path, *WORDS),
    "openstackclient": lambda who, name, path: who.openstack_command("image", "create", name, "--file", path, *WORDS),
    "openstackclient, by import": lambda who, name, path: who.openstack_command("image", "create", name, "--file", path, "--import", *WORDS),
    "openstacksdk": lambda who, name, path: who.cloud.image.create_image(name, filename=str(path), allow_duplicates=True, **FORMATS),
    "openstacksdk, as it was": lambda who, name, path: who.cloud.image.upload_image(name=name, data=path.read_bytes(), **FORMATS),
}

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
    # This one has no word for schemas.
    "openstackclient": lambda who: ("image", "array" if "glance-direct" in who.openstack_json("image", "import", "info")["import-methods"] else ""),
}


def named(people, name):
    """The images of that name, whosever they are."""
    return people.admin.rest("GET", "/image/v2/images", params={"name": name}).json()["images"]


def data(who, image):
    """What the image holds in the end: an import is done by a worker."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        answer = who.rest("GET", f"/image/v2/images/{image['id']}/file")
        if answer.status_code == 200:
            return answer.content
        time.sleep(0.1)
    return None


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
    assert [image["owner"] for image in named(people, name)] == ([] if role == "reader" else [who.project])


@pytest.mark.parametrize("client", CREATE_WITH_DATA)
@pytest.mark.parametrize("role", ROLES)
def test_an_image_is_made_with_its_data_unless_one_only_reads(people, tmp_path, client, role):
    who, name, path = people[role], f"made whole by {role} with {client}", tmp_path / "data"
    path.write_bytes(NEW)
    if role == "reader":
        with pytest.raises(Exception) as refusal:
            CREATE_WITH_DATA[client](who, name, path)
        assert says_no(refusal.value), refusal.value
    else:
        CREATE_WITH_DATA[client](who, name, path)
    assert [data(people.admin, image) for image in named(people, name)] == ([] if role == "reader" else [NEW])


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


@pytest.mark.parametrize("role", ROLES)
def test_the_library_lists_versions_and_the_sdk_every_schema(people, role):
    who = people[role]
    assert "CURRENT" in [version["status"] for version in who.glance.versions.list()]
    images = who.cloud.image
    schemas = [images.get_images_schema(), images.get_member_schema(), images.get_members_schema(), images.get_task_schema(), images.get_tasks_schema()]
    assert [schema.name for schema in schemas] == ["images", "member", "members", "task", "tasks"]


@pytest.mark.parametrize("role", ROLES)
def test_the_sdk_finds_by_name_what_one_may_see(people, tmp_path, role):
    stage, images = Stage(people, tmp_path).shared(), people[role].cloud.image
    found = images.find_image(stage.id)
    assert (found and found.id) == (None if role == "other" else stage.id)
    if role != "other":
        assert images.find_member(stage.people.friend.project, stage.id).status == "pending"
    else:
        with pytest.raises(Exception) as refusal:
            images.find_member(stage.people.friend.project, stage.id, ignore_missing=False)
        assert says_no(refusal.value), refusal.value


@pytest.mark.parametrize("role", ROLES)
def test_the_sdk_changes_properties_for_whom_it_may(people, tmp_path, role):
    stage, images = Stage(people, tmp_path), people[role].cloud.image
    seen = people.member.cloud.image.get_image(stage.id)
    if role in ("admin", "member"):
        assert images.update_image_properties(seen, shape="round")
    else:
        with pytest.raises(Exception) as refusal:
            images.update_image_properties(seen, shape="round")
        assert says_no(refusal.value), refusal.value
    assert stage.image().get("shape") == ("round" if role in ("admin", "member") else None)
