"""Tasks, use of the quotas, and stores, by every unmodified client in every role."""

import itertools
import json

import pytest

from image_verbs import NEW, Stage
from people import ROLES, refused

numbers = itertools.count(1)


def task_input(web):
    """What a task needs to be told, and the name of the image that it makes."""
    name = f"by task {next(numbers)}"
    properties = {"name": name, "disk_format": "raw", "container_format": "bare"}
    return name, {"import_from": f"http://{web}/disk", "import_from_format": "raw", "image_properties": properties}


CREATE = {
    "glanceclient": lambda who, given: who.glance.tasks.create(type="import", input=given),
    "glance command": lambda who, given: who.glance_command("task-create", "--type", "import", "--input", json.dumps(given)),
    "openstacksdk": lambda who, given: who.cloud.image.wait_for_task(who.cloud.image.create_task(type="import", input=given), interval=0.1, wait=30),
}

#: Whether a task is in the list.
LIST = {
    "glanceclient": lambda who, task: task in [listed.id for listed in who.glance.tasks.list()],
    "glance command": lambda who, task: task in who.glance_command("task-list"),
    "openstacksdk": lambda who, task: task in [listed.id for listed in who.cloud.image.tasks()],
    "openstackclient": lambda who, task: task in [row["ID"] for row in who.openstack_json("image", "task", "list")],
}

#: Whether it is shown.
SHOW = {
    "glanceclient": lambda who, task: who.glance.tasks.get(task).id == task,
    "glance command": lambda who, task: task in who.glance_command("task-show", task),
    "openstacksdk": lambda who, task: who.cloud.image.get_task(task).id == task,
    "openstackclient": lambda who, task: who.openstack_json("image", "task", "show", task)["id"] == task,
}

#: The status of the tasks of an image.
OF_AN_IMAGE = {
    "glanceclient": lambda who, image: [task["status"] for task in who.glance.images.get_associated_image_tasks(image)["tasks"]],
    "glance command": lambda who, image: ["success"] if "success" in who.glance_command("image-tasks", image) else [],
    "openstacksdk": lambda who, image: [task.status for task in who.cloud.image.image_tasks(image)],
}

USAGE = {
    "glanceclient": lambda who: who.glance.info.get_usage()["image_count_total"]["limit"] == 7531,
    "glance command": lambda who: "7531" in who.glance_command("usage"),
}

STORES = {
    "glanceclient": lambda who: who.glance.images.get_stores_info(),
    "glanceclient, in detail": lambda who: who.glance.images.get_stores_info_detail(),
    "glance command": lambda who: who.glance_command("stores-info"),
    "openstacksdk": lambda who: list(who.cloud.image.stores()),
    "openstacksdk, in detail": lambda who: list(who.cloud.image.stores(details=True)),
    "openstackclient": lambda who: who.openstack_json("image", "stores", "list"),
}


@pytest.fixture(scope="module")
def task(people, web):
    """One of the admin's, begun by a plain call."""
    answer = people.admin.rest("POST", "/image/v2/tasks", json={"type": "import", "input": task_input(web)[1]})
    assert answer.status_code == 201, answer.text
    return answer.json()["id"]


@pytest.fixture(scope="module")
def limited(people):
    """Everybody's number of images is limited, by far more than there are."""
    limit = {"service_id": "image", "resource_name": "image_count_total", "default_limit": 7531}
    answer = people.admin.rest("POST", "/identity/v3/registered_limits", json={"registered_limits": [limit]})
    assert answer.status_code == 201, answer.text
    yield
    made = answer.json()["registered_limits"][0]["id"]
    assert people.admin.rest("DELETE", f"/identity/v3/registered_limits/{made}").status_code == 204


@pytest.mark.parametrize("client", CREATE)
@pytest.mark.parametrize("role", ROLES)
def test_a_task_makes_an_image_for_an_admin_alone(people, web, client, role):
    name, given = task_input(web)
    if role == "admin":
        CREATE[client](people.admin, given)
    else:
        refused(CREATE[client], people[role], given)
    made = people.admin.rest("GET", "/image/v2/images", params={"name": name}).json()["images"]
    assert len(made) == (role == "admin")
    for image in made:
        stage = Stage.of(people, people.admin, image["id"])
        assert stage.becomes_active() and stage.data() == NEW


@pytest.mark.parametrize("client", LIST)
@pytest.mark.parametrize("role", ROLES)
def test_an_admin_alone_sees_tasks(people, task, client, role):
    if role == "admin":
        assert LIST[client](people.admin, task) and SHOW[client](people.admin, task)
    else:
        refused(LIST[client], people[role], task)
        refused(SHOW[client], people[role], task)


@pytest.mark.parametrize("client", OF_AN_IMAGE)
@pytest.mark.parametrize("role", ROLES)
def test_the_tasks_of_an_image_are_shown_in_its_project(people, tmp_path, client, role):
    stage = Stage(people, tmp_path).staged()
    answer = people.member.rest("POST", f"{stage.path}/import", json={"method": {"name": "glance-direct"}})
    assert answer.status_code == 202 and stage.becomes_active()
    if role == "other":
        refused(OF_AN_IMAGE[client], people.other, stage.id)
    else:
        assert OF_AN_IMAGE[client](people[role], stage.id) == ["success"]


@pytest.mark.parametrize("client", USAGE)
@pytest.mark.parametrize("role", ROLES)
def test_everybody_sees_the_use_of_their_quotas(people, limited, client, role):
    assert USAGE[client](people[role])


@pytest.mark.parametrize("client", STORES)
@pytest.mark.parametrize("role", ROLES)
def test_where_there_is_one_store_nobody_is_shown_a_choice(people, client, role):
    refused(STORES[client], people[role])
