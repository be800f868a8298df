"""Every verb of the Image API, as each client says it.

A verb is called with who says it, the image, and where a file may be put; it gives what the client gave.
"""

import io
import time
from functools import partial

from openstack import exceptions

PATCH = {"Content-Type": "application/openstack-images-v2.1-json-patch"}
DATA = b"what the image holds"
NEW = b"what comes later"


class Stage:
    """An image of the member's as every verb finds it, and what became of it."""

    def __init__(self, people, folder):
        self.people, self.folder, self.owner = people, folder, people.member
        made = self._post("/image/v2/images", {
            "name": "before", "disk_format": "raw", "container_format": "bare", "tags": ["old"], "colour": "red",
        })
        self.id = made["id"]
        self.path = f"/image/v2/images/{self.id}"

    @classmethod
    def of(cls, people, owner, image):
        """An image that is there already."""
        stage = cls.__new__(cls)
        stage.people, stage.owner, stage.id, stage.path = people, owner, image, f"/image/v2/images/{image}"
        return stage

    def with_data(self):
        answer = self.owner.rest("PUT", f"{self.path}/file", data=DATA, headers={"Content-Type": "application/octet-stream"})
        assert answer.status_code == 204, answer.text
        return self

    def staged(self):
        answer = self.owner.rest("PUT", f"{self.path}/stage", data=NEW, headers={"Content-Type": "application/octet-stream"})
        assert answer.status_code == 204, answer.text
        return self

    def becomes_active(self):
        """Whether the image is active in the end: an import is done by a worker."""
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            if self.image()["status"] == "active":
                return True
            time.sleep(0.1)
        return False

    def deactivated(self):
        self._post(f"{self.path}/actions/deactivate", None)
        return self

    def protected(self):
        return self.patched("protected", True)

    def hidden(self):
        return self.patched("os_hidden", True)

    def shared(self):
        self._post(f"{self.path}/members", {"member": self.people.friend.project})
        return self

    def patched(self, field, value):
        change = [{"op": "replace", "path": f"/{field}", "value": value}]
        answer = self.owner.rest("PATCH", self.path, json=change, headers=PATCH)
        assert answer.status_code == 200, answer.text
        return self

    def image(self):
        """The image as it is now; `None` when it is gone."""
        answer = self.owner.rest("GET", self.path)
        return answer.json() if answer.status_code == 200 else None

    def members(self):
        return {member["member_id"]: member["status"] for member in self.owner.rest("GET", f"{self.path}/members").json()["members"]}

    def data(self):
        """What its owner downloads, where it can be."""
        return self.owner.rest("GET", f"{self.path}/file").content

    def file(self, content=None):
        """A path for a file, which is written first where there is `content`."""
        path = self.folder / f"{self.id}.data"
        if content is not None:
            path.write_bytes(content)
        return path

    def _post(self, path, body):
        answer = self.owner.rest("POST", path, **({"json": body} if body is not None else {}))
        assert answer.status_code < 300, answer.text
        return answer.json() if answer.content else None


def joined(pieces) -> bytes:
    return b"".join(pieces)


def read(path) -> bytes:
    return path.read_bytes()


# python-glanceclient as a library.
GLANCE = {
    "show": lambda who, stage: who.glance.images.get(stage.id).name,
    "list": lambda who, stage: stage.id in [image.id for image in who.glance.images.list(page_size=5)],
    "rename": lambda who, stage: who.glance.images.update(stage.id, name="after"),
    "set a property": lambda who, stage: who.glance.images.update(stage.id, shape="round"),
    "take a property away": lambda who, stage: who.glance.images.update(stage.id, remove_props=["colour"]),
    "protect": lambda who, stage: who.glance.images.update(stage.id, protected=True),
    "unprotect": lambda who, stage: who.glance.images.update(stage.id, protected=False),
    "hide": lambda who, stage: who.glance.images.update(stage.id, os_hidden=True),
    "unhide": lambda who, stage: who.glance.images.update(stage.id, os_hidden=False),
    "open to the community": lambda who, stage: who.glance.images.update(stage.id, visibility="community"),
    "tag": lambda who, stage: who.glance.image_tags.update(stage.id, "new"),
    "untag": lambda who, stage: who.glance.image_tags.delete(stage.id, "old"),
    "upload": lambda who, stage: who.glance.images.upload(stage.id, io.BytesIO(NEW)),
    "download": lambda who, stage: joined(who.glance.images.data(stage.id)),
    "deactivate": lambda who, stage: who.glance.images.deactivate(stage.id),
    "reactivate": lambda who, stage: who.glance.images.reactivate(stage.id),
    "share": lambda who, stage: who.glance.image_members.create(stage.id, stage.people.friend.project),
    "unshare": lambda who, stage: who.glance.image_members.delete(stage.id, stage.people.friend.project),
    "list members": lambda who, stage: [member.member_id for member in who.glance.image_members.list(stage.id)],
    "show a member": lambda who, stage: who.glance.image_members.get(stage.id, stage.people.friend.project).member_id,
    "stage": lambda who, stage: who.glance.images.stage(stage.id, io.BytesIO(NEW)),
    "import": lambda who, stage: who.glance.images.image_import(stage.id),
    "delete": lambda who, stage: who.glance.images.delete(stage.id),
}


def saved(who, stage, run):
    run()
    return read(stage.file())


def glance_command(*words):
    """`glance WORDS`, where {id}, {friend} and {file} are the stage's."""
    return lambda who, stage: who.glance_command(*(word.format(**names(stage)) for word in words))


def openstack_command(*words):
    """`openstack WORDS`, likewise."""
    return lambda who, stage: who.openstack_command(*(word.format(**names(stage)) for word in words))


def names(stage):
    return {"id": stage.id, "friend": stage.people.friend.project, "file": stage.file()}


# The command of python-glanceclient.
GLANCE_COMMAND = {
    "show": lambda who, stage: "before" in who.glance_command("image-show", stage.id) and "before",
    "list": lambda who, stage: stage.id in who.glance_command("image-list"),
    "rename": glance_command("image-update", "{id}", "--name", "after"),
    "set a property": glance_command("image-update", "{id}", "--property", "shape=round"),
    "take a property away": glance_command("image-update", "{id}", "--remove-property", "colour"),
    "protect": glance_command("image-update", "{id}", "--protected", "True"),
    "unprotect": glance_command("image-update", "{id}", "--protected", "False"),
    "hide": glance_command("image-update", "{id}", "--hidden", "True"),
    "unhide": glance_command("image-update", "{id}", "--hidden", "False"),
    "open to the community": glance_command("image-update", "{id}", "--visibility", "community"),
    "tag": glance_command("image-tag-update", "{id}", "new"),
    "untag": glance_command("image-tag-delete", "{id}", "old"),
    "upload": lambda who, stage: who.glance_command("image-upload", stage.id, "--file", stage.file(NEW)),
    "download": lambda who, stage: saved(who, stage, partial(who.glance_command, "image-download", stage.id, "--file", stage.file())),
    "deactivate": glance_command("image-deactivate", "{id}"),
    "reactivate": glance_command("image-reactivate", "{id}"),
    "share": glance_command("member-create", "{id}", "{friend}"),
    "unshare": glance_command("member-delete", "{id}", "{friend}"),
    "list members": lambda who, stage: stage.people.friend.project in who.glance_command("member-list", "--image-id", stage.id) and [stage.people.friend.project],
    "show a member": lambda who, stage: stage.people.friend.project in who.glance_command("member-get", stage.id, stage.people.friend.project) and stage.people.friend.project,
    "stage": lambda who, stage: who.glance_command("image-stage", stage.id, "--file", stage.file(NEW)),
    "import": glance_command("image-import", "{id}"),
    "delete": glance_command("image-delete", "{id}"),
}

# openstacksdk.
SDK = {
    "show": lambda who, stage: who.cloud.image.get_image(stage.id).name,
    "list": lambda who, stage: stage.id in [image.id for image in who.cloud.image.images(limit=5)],
    "rename": lambda who, stage: who.cloud.image.update_image(stage.id, name="after"),
    "set a property": lambda who, stage: who.cloud.image.update_image(stage.id, shape="round"),
    "take a property away": None,
    "protect": lambda who, stage: who.cloud.image.update_image(stage.id, is_protected=True),
    "unprotect": lambda who, stage: who.cloud.image.update_image(stage.id, is_protected=False),
    "hide": lambda who, stage: who.cloud.image.update_image(stage.id, is_hidden=True),
    "unhide": lambda who, stage: who.cloud.image.update_image(stage.id, is_hidden=False),
    "open to the community": lambda who, stage: who.cloud.image.update_image(stage.id, visibility="community"),
    "tag": lambda who, stage: who.cloud.image.add_tag(stage.id, "new"),
    "untag": lambda who, stage: who.cloud.image.remove_tag(stage.id, "old"),
    "upload": lambda who, stage: sdk_upload(who, stage),
    "download": lambda who, stage: sdk_download(who, stage),
    "deactivate": lambda who, stage: who.cloud.image.deactivate_image(stage.id),
    "reactivate": lambda who, stage: who.cloud.image.reactivate_image(stage.id),
    "share": lambda who, stage: who.cloud.image.add_member(stage.id, member_id=stage.people.friend.project),
    "unshare": lambda who, stage: who.cloud.image.remove_member(stage.people.friend.project, stage.id, ignore_missing=False),
    "list members": lambda who, stage: [member.member_id for member in who.cloud.image.members(stage.id)],
    "show a member": lambda who, stage: who.cloud.image.get_member(stage.people.friend.project, stage.id).member_id,
    "stage": lambda who, stage: who.cloud.image.stage_image(who.cloud.image.get_image(stage.id), data=NEW),
    "import": lambda who, stage: exceptions.raise_from_response(who.cloud.image.import_image(who.cloud.image.get_image(stage.id))),
    "delete": lambda who, stage: who.cloud.image.delete_image(stage.id, ignore_missing=False),
}


def sdk_upload(who, stage):
    image = who.cloud.image.get_image(stage.id)
    image.data = NEW
    # It gives the answer back, good or bad.
    exceptions.raise_from_response(image.upload(who.cloud.image))


def sdk_download(who, stage):
    # Otherwise it compares the sentence of a refusal with the image's hash, and complains of that.
    answer = who.cloud.image.download_image(stage.id, stream=True)
    exceptions.raise_from_response(answer)
    return answer.content


# The command of python-openstackclient.
OPENSTACK = {
    "show": lambda who, stage: who.openstack_json("image", "show", stage.id)["name"],
    "list": lambda who, stage: stage.id in [image["ID"] for image in who.openstack_json("image", "list")],
    "rename": openstack_command("image", "set", "{id}", "--name", "after"),
    "set a property": openstack_command("image", "set", "{id}", "--property", "shape=round"),
    "take a property away": openstack_command("image", "unset", "{id}", "--property", "colour"),
    "protect": openstack_command("image", "set", "{id}", "--protected"),
    "unprotect": openstack_command("image", "set", "{id}", "--unprotected"),
    "hide": openstack_command("image", "set", "{id}", "--hidden"),
    "unhide": openstack_command("image", "set", "{id}", "--unhidden"),
    "open to the community": openstack_command("image", "set", "{id}", "--community"),
    "tag": openstack_command("image", "set", "{id}", "--tag", "new"),
    "untag": openstack_command("image", "unset", "{id}", "--tag", "old"),
    "upload": None,
    "download": lambda who, stage: saved(who, stage, partial(who.openstack_command, "image", "save", stage.id, "--file", stage.file())),
    "deactivate": openstack_command("image", "set", "{id}", "--deactivate"),
    "reactivate": openstack_command("image", "set", "{id}", "--activate"),
    "share": openstack_command("image", "add", "project", "{id}", "{friend}"),
    "unshare": openstack_command("image", "remove", "project", "{id}", "{friend}"),
    "list members": lambda who, stage: [member["Member ID"] for member in who.openstack_json("image", "member", "list", stage.id)],
    "show a member": lambda who, stage: who.openstack_json("image", "member", "get", stage.id, stage.people.friend.project)["member_id"],
    "stage": lambda who, stage: who.openstack_command("image", "stage", stage.id, "--file", stage.file(NEW)),
    "import": openstack_command("image", "import", "{id}"),
    "delete": openstack_command("image", "delete", "{id}"),
}

CLIENTS = {"glanceclient": GLANCE, "glance command": GLANCE_COMMAND, "openstacksdk": SDK, "openstackclient": OPENSTACK}
