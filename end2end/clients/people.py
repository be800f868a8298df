"""Who takes part: an admin, a member with a reader beside them, a member of another project; each with every client."""

import contextlib
import json
import os
import sys
import tempfile
from importlib.metadata import entry_points

import glanceclient
import openstack
import openstackclient.shell
import pytest
from glanceclient.shell import OpenStackImagesShell
from keystoneauth1 import session
from keystoneauth1.identity import v3

from server import PASSWORD

# Loaded before the first fork, so that no command has to load them anew.
for group in ("openstack.image.v2", "openstack.identity.v3"):
    for entry in entry_points(group=group):
        entry.load()

#: The roles in which every verb is tried.
ROLES = ["admin", "member", "reader", "other"]


class Refused(Exception):
    """A command ended with a complaint."""


class Person:
    """Somebody with a password and a project, at one server."""

    def __init__(self, vitrine, name, password, project):
        self.vitrine, self.name, self.password, self.project_name = vitrine, name, password, project
        self.auth_url = f"{vitrine.url}/identity/v3"
        self.session = session.Session(
            v3.Password(
                auth_url=self.auth_url, username=name, password=password, project_name=project,
                user_domain_name="Default", project_domain_name="Default",
            )
        )
        self.project = self.session.get_project_id()
        self.user = self.session.get_user_id()
        self.glance = glanceclient.Client("2", session=self.session)
        self.cloud = openstack.connection.Connection(session=self.session)

    def rest(self, method, path, **arguments):
        """One plain call, to arrange things and to see what became of them."""
        return self.session.request(f"{self.vitrine.url}{path}", method, raise_exc=False, **arguments)

    def glance_command(self, *arguments):
        """What `glance …` prints: its own entry point."""
        return printed(lambda: OpenStackImagesShell().main([*self._credentials(), *map(str, arguments)]))

    def openstack_command(self, *arguments):
        """What `openstack …` prints: its own entry point."""
        return printed(lambda: openstackclient.shell.main([*self._credentials(), *map(str, arguments)]))

    def openstack_json(self, *arguments):
        """The same, of a command that can print JSON."""
        return json.loads(self.openstack_command(*arguments, "-f", "json"))

    def _credentials(self):
        return [
            "--os-auth-url", self.auth_url, "--os-username", self.name, "--os-password", self.password,
            "--os-project-name", self.project_name,
            "--os-user-domain-name", "Default", "--os-project-domain-name", "Default",
        ]


def printed(run) -> str:
    """Runs a command's entry point in a fork of this process: as fresh as a new process, without the second that starting one takes.

    A complaint becomes an exception.
    """
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        child = os.fork()
        if child == 0:
            os._exit(in_child(run, out, err))
        _, status = os.waitpid(child, 0)
        said, complained = (file.seek(0) or file.read() for file in (out, err))
    if status:
        raise Refused(complained or said)
    return said


def in_child(run, out, err) -> int:
    """The exit status of a command that writes to these files, and is spoken to at a terminal."""
    os.dup2(os.openpty()[1], 0)
    sys.stdin = open(0, closefd=False)
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            status = run()
        except SystemExit as end:
            status = end.code
        except BaseException as error:
            print(f"{type(error).__name__}: {error}", file=err)
            status = 1
        out.flush()
        err.flush()
    return status if isinstance(status, int) else int(status is not None)


class People:
    """`member` and `reader` share a project, `other` has another one, `friend` is there to be shared with."""

    def __init__(self, vitrine):
        self.admin = Person(vitrine, "admin", PASSWORD, "admin")
        self.vitrine = vitrine
        for project in ["mine", "theirs", "friends"]:
            self.make("projects", project={"name": project})
        self.member = self.join("member", "mine", "member")
        self.reader = self.join("reader", "mine", "reader")
        self.other = self.join("other", "theirs", "member")
        self.friend = self.join("friend", "friends", "member")

    def make(self, collection, **body):
        """Something new of the Identity API."""
        answer = self.admin.rest("POST", f"/identity/v3/{collection}", json=body)
        assert answer.status_code == 201, answer.text
        (made,) = answer.json().values()
        return made

    def join(self, name, project, role):
        """A new user in a role in a project."""
        user = self.make("users", user={"name": name, "password": f"{name} in the lab, 7"})
        found = {
            kind: self.admin.rest("GET", f"/identity/v3/{kind}s?name={value}").json()[f"{kind}s"][0]["id"]
            for kind, value in [("project", project), ("role", role)]
        }
        path = f"/identity/v3/projects/{found['project']}/users/{user['id']}/roles/{found['role']}"
        assert self.admin.rest("PUT", path).status_code == 204
        return Person(self.vitrine, name, f"{name} in the lab, 7", project)

    def __getitem__(self, role) -> Person:
        return getattr(self, role)


def refused(ask, *arguments):
    """Asks, and is told 403 or 404 in the client's words."""
    with pytest.raises(Exception) as refusal:
        ask(*arguments)
    assert says_no(refusal.value), refusal.value


def says_no(error) -> bool:
    """Whether it is a client's word for 403 or 404, and for nothing else."""
    status = getattr(error, "http_status", None) or getattr(error, "status_code", None) or getattr(error, "code", None)
    if status is not None:
        return status in (403, 404)
    return any(word in str(error) for word in REFUSALS)


#: What the commands make of 403 and 404.
REFUSALS = [
    "403", "404", "No Image found", "No image found", "Forbidden", "Not Found", "may not", "not permitted",
    "No image with an ID of", "nonexistent tag", "No Limit found", " not found.",
    # A refusal's sentence is compared with the image's hash, and a 404 of a deletion taken for that of a store.
    "checksum mismatch", "Multi Backend support not enabled", "Multi Backend support is not enabled",
]
