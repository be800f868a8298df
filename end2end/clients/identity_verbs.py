"""The verbs of the Identity API that an admin alone has, as each client says them."""

import itertools

numbers = itertools.count(1)


class Stage:
    """A project, a user, a role, a domain and limits of their own for one verb, and what became of them."""

    def __init__(self, people):
        self.people, self.number = people, next(numbers)
        self.names = {kind: f"{kind}-{self.number}" for kind in ["project", "user", "role", "domain", "new"]}
        self.resource = f"resource_{self.number}"
        self.ids = {
            "project": self._make("projects", project={"name": self.names["project"]}),
            "user": self._make("users", user={"name": self.names["user"], "password": "seven-green-cats"}),
            "role": self._make("roles", role={"name": self.names["role"]}),
            "domain": self._make("domains", domain={"name": self.names["domain"], "enabled": False}),
        }

    def granted(self):
        assert self.people.admin.rest("PUT", self.grant()).status_code == 204
        return self

    def registered(self):
        self.ids["registered"] = self._make_one("registered_limits", service_id="image", resource_name=self.resource, default_limit=5)
        return self

    def limited(self):
        self.registered()
        self.ids["limit"] = self._make_one(
            "limits", service_id="image", resource_name=self.resource, resource_limit=3, project_id=self.ids["project"]
        )
        return self

    def grant(self):
        return f"/identity/v3/projects/{self.ids['project']}/users/{self.ids['user']}/roles/{self.ids['role']}"

    def is_granted(self):
        return self.people.admin.rest("HEAD", self.grant()).status_code == 204

    def has(self, collection, kind, field=None):
        """What is there, or one field of it; `None` when it is gone."""
        answer = self.people.admin.rest("GET", f"/identity/v3/{collection}/{self.ids[kind]}")
        if answer.status_code == 404:
            return None
        (found,) = answer.json().values()
        return found[field] if field else found

    def named(self, collection, **query):
        """Whether anything of that description is there."""
        answer = self.people.admin.rest("GET", f"/identity/v3/{collection}", params=query or {"name": self.names["new"]})
        return bool(answer.json()[collection])

    def everything(self):
        """All that a verb might change."""
        collections = {"projects": "project", "users": "user", "roles": "role", "domains": "domain"}
        seen = [self.has(collection, kind) for collection, kind in collections.items()]
        made = [self.named(collection) for collection in collections]
        limits = [self.people.admin.rest("GET", f"/identity/v3/{kind}?resource_name={self.resource}").json()[kind] for kind in ["registered_limits", "limits"]]
        return seen, made, limits, self.is_granted()

    def _make(self, collection, **body):
        return self.people.make(collection, **body)["id"]

    def _make_one(self, collection, **limit):
        answer = self.people.admin.rest("POST", f"/identity/v3/{collection}", json={collection: [limit]})
        assert answer.status_code == 201, answer.text
        return answer.json()[collection][0]["id"]


def command(*words):
    """`openstack WORDS`, where {project} and the like are ids, {new} is a free name."""
    return lambda who, stage: who.openstack_command(
        *(word.format(**stage.ids, new=stage.names["new"], resource=stage.resource) for word in words)
    )


def listed(*words):
    """The column `ID` of what `openstack WORDS` lists."""
    return lambda who, stage: [row["ID"] for row in who.openstack_json(*words)]


OPENSTACK = {
    "create a project": command("project", "create", "{new}"),
    "list projects": listed("project", "list"),
    "show a project": command("project", "show", "{project}"),
    "change a project": command("project", "set", "{project}", "--description", "after"),
    "switch a project off": command("project", "set", "{project}", "--disable"),
    "delete a project": command("project", "delete", "{project}"),
    "create a user": command("user", "create", "{new}", "--password", "seven-green-cats"),
    "list users": listed("user", "list"),
    "show a user": command("user", "show", "{user}"),
    "change a user": command("user", "set", "{user}", "--email", "after@example.org"),
    "switch a user off": command("user", "set", "{user}", "--disable"),
    "delete a user": command("user", "delete", "{user}"),
    "create a domain": command("domain", "create", "{new}"),
    "list domains": listed("domain", "list"),
    "show a domain": command("domain", "show", "{domain}"),
    "change a domain": command("domain", "set", "{domain}", "--description", "after"),
    "delete a domain": command("domain", "delete", "{domain}"),
    "create a role": command("role", "create", "{new}"),
    "list roles": listed("role", "list"),
    "show a role": command("role", "show", "{role}"),
    "rename a role": command("role", "set", "{role}", "--name", "{new}"),
    "delete a role": command("role", "delete", "{role}"),
    "give a role": command("role", "add", "--project", "{project}", "--user", "{user}", "{role}"),
    "take a role away": command("role", "remove", "--project", "{project}", "--user", "{user}", "{role}"),
    "list assignments": lambda who, stage: [row["User"] for row in who.openstack_json("role", "assignment", "list", "--project", stage.ids["project"])],
    "register a limit": command("registered", "limit", "create", "--service", "image", "--default-limit", "7", "{resource}"),
    "change a registered limit": command("registered", "limit", "set", "--default-limit", "7", "{registered}"),
    "delete a registered limit": command("registered", "limit", "delete", "{registered}"),
    "limit a project": command("limit", "create", "--project", "{project}", "--service", "image", "--resource-limit", "7", "{resource}"),
    "change a limit": command("limit", "set", "--resource-limit", "7", "{limit}"),
    "delete a limit": command("limit", "delete", "{limit}"),
}


def sdk(verb, *ids, **fields):
    """A method of the SDK's identity proxy, with the stage's ids."""
    def said(who, stage):
        words = {name: value.format(new=stage.names["new"], resource=stage.resource, **stage.ids) if isinstance(value, str) else value for name, value in fields.items()}
        if verb.startswith("delete") or verb.startswith("unassign"):
            words.setdefault("ignore_missing", False)
        return getattr(who.cloud.identity, verb)(*(stage.ids[each] for each in ids), **words)
    return said


def sdk_ids(verb, **fields):
    """The ids of what such a method lists."""
    return lambda who, stage: [found.id for found in getattr(who.cloud.identity, verb)(**fields)]


SDK = {
    "create a project": sdk("create_project", name="{new}"),
    "list projects": sdk_ids("projects"),
    "show a project": sdk("get_project", "project"),
    "change a project": sdk("update_project", "project", description="after"),
    "switch a project off": sdk("update_project", "project", is_enabled=False),
    "delete a project": sdk("delete_project", "project"),
    "create a user": sdk("create_user", name="{new}", password="seven-green-cats"),
    "list users": sdk_ids("users"),
    "show a user": sdk("get_user", "user"),
    "change a user": sdk("update_user", "user", email="after@example.org"),
    "switch a user off": sdk("update_user", "user", is_enabled=False),
    "delete a user": sdk("delete_user", "user"),
    "create a domain": sdk("create_domain", name="{new}"),
    "list domains": sdk_ids("domains"),
    "show a domain": sdk("get_domain", "domain"),
    "change a domain": sdk("update_domain", "domain", description="after"),
    "delete a domain": sdk("delete_domain", "domain"),
    "create a role": sdk("create_role", name="{new}"),
    "list roles": sdk_ids("roles"),
    "show a role": sdk("get_role", "role"),
    "rename a role": sdk("update_role", "role", name="{new}"),
    "delete a role": sdk("delete_role", "role"),
    "give a role": lambda who, stage: who.cloud.identity.assign_project_role_to_user(stage.ids["project"], stage.ids["user"], stage.ids["role"]),
    "take a role away": lambda who, stage: who.cloud.identity.unassign_project_role_from_user(stage.ids["project"], stage.ids["user"], stage.ids["role"]),
    "list assignments": lambda who, stage: [found.user["id"] for found in who.cloud.identity.role_assignments(scope_project_id=stage.ids["project"])],
    "register a limit": sdk("create_registered_limit", service_id="image", resource_name="{resource}", default_limit=7),
    "change a registered limit": sdk("update_registered_limit", "registered", default_limit=7),
    "delete a registered limit": sdk("delete_registered_limit", "registered"),
    "limit a project": sdk("create_limit", service_id="image", resource_name="{resource}", resource_limit=7, project_id="{project}"),
    "change a limit": sdk("update_limit", "limit", resource_limit=7),
    "delete a limit": sdk("delete_limit", "limit"),
}

CLIENTS = {"openstackclient": OPENSTACK, "openstacksdk": SDK}
