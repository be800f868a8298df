"""Every verb of metadata definitions, as each client says it.

A verb is called with who says it and the namespace, and gives what the client gave.
"""

import itertools
import json

numbers = itertools.count(1)

COLOUR = {"title": "Colour", "type": "string", "enum": ["red", "green"]}
WATTS = {"title": "Watts", "type": "integer", "minimum": 1}
LAMP = {"description": "gives light", "properties": {"watts": WATTS}}
SIZE = {"title": "Size", "type": "integer"}


class Stage:
    """A namespace of the admin's as every verb finds it, and what became of it."""

    def __init__(self, people, folder, **fields):
        number = next(numbers)
        self.people, self.folder = people, folder
        self.name, self.new, self.type = f"Lab::Before{number}", f"Lab::New{number}", f"Lab::Thing{number}"
        answer = people.admin.rest("POST", "/image/v2/metadefs/namespaces", json={
            "namespace": self.name, "display_name": "before", "visibility": "public",
            "resource_type_associations": [{"name": self.type, "prefix": "lab_"}],
            "properties": {"colour": COLOUR}, "objects": [{"name": "lamp", **LAMP}], "tags": [{"name": "old"}],
        } | fields)
        assert answer.status_code == 201, answer.text

    def namespace(self, name=None):
        """The namespace as it is now, with what it holds; `None` when it is gone."""
        answer = self.people.admin.rest("GET", f"/image/v2/metadefs/namespaces/{name or self.name}")
        return answer.json() if answer.status_code == 200 else None

    def everything(self):
        """All that a verb might change."""
        return self.namespace(), self.namespace(self.new)

    def names(self, kind, name=None):
        """What the namespace holds of a kind."""
        held = self.namespace(name).get(kind, [])
        return sorted(each if isinstance(each, str) else each["name"] for each in held)

    def whole(self):
        """A new namespace with what it holds."""
        return {"namespace": self.new, "properties": {"size": SIZE}, "objects": [{"name": "arm chair"}], "tags": [{"name": "brand new"}]}

    def file(self):
        """A file of the same."""
        path = self.folder / "namespace.json"
        path.write_text(json.dumps(self.whole()))
        return path


def names(found):
    return [each.name for each in found]


# python-glanceclient as a library. With `append=True` tags reach no server: it quotes the header's value, which is no text.
GLANCE = {
    "list namespaces": lambda who, stage: [
        found.namespace for found in who.glance.metadefs_namespace.list(page_size=10, sort_key="created_at", sort_dir="asc")
    ],
    "list namespaces for a type": lambda who, stage: [
        found.namespace for found in who.glance.metadefs_namespace.list(filters={"resource_types": [stage.type]})
    ],
    "list private namespaces": lambda who, stage: [
        found.namespace for found in who.glance.metadefs_namespace.list(filters={"visibility": "private"})
    ],
    "show a namespace": lambda who, stage: who.glance.metadefs_namespace.get(stage.name).display_name,
    "show a namespace for a type": lambda who, stage: list(who.glance.metadefs_namespace.get(stage.name, resource_type=stage.type).properties),
    "create a namespace": lambda who, stage: who.glance.metadefs_namespace.create(namespace=stage.new, display_name="new"),
    "create a namespace as a whole": lambda who, stage: who.glance.metadefs_namespace.create(**stage.whole()),
    "change a namespace": lambda who, stage: who.glance.metadefs_namespace.update(stage.name, display_name="after"),
    "rename a namespace": lambda who, stage: who.glance.metadefs_namespace.update(stage.name, namespace=stage.new),
    "protect a namespace": lambda who, stage: who.glance.metadefs_namespace.update(stage.name, protected=True),
    "delete a namespace": lambda who, stage: who.glance.metadefs_namespace.delete(stage.name),
    "list types": lambda who, stage: names(who.glance.metadefs_resource_type.list()),
    "list types of a namespace": lambda who, stage: names(who.glance.metadefs_resource_type.get(stage.name)),
    "add a type": lambda who, stage: who.glance.metadefs_resource_type.associate(stage.name, name="OS::Nova::Flavor", properties_target="image"),
    "remove a type": lambda who, stage: who.glance.metadefs_resource_type.deassociate(stage.name, stage.type),
    "list properties": lambda who, stage: names(who.glance.metadefs_property.list(stage.name)),
    "show a property": lambda who, stage: who.glance.metadefs_property.get(stage.name, "colour").title,
    "create a property": lambda who, stage: who.glance.metadefs_property.create(stage.name, name="size", **SIZE),
    "change a property": lambda who, stage: who.glance.metadefs_property.update(stage.name, "colour", name="hue", title="Hue"),
    "delete a property": lambda who, stage: who.glance.metadefs_property.delete(stage.name, "colour"),
    "delete all properties": lambda who, stage: who.glance.metadefs_property.delete_all(stage.name),
    "list objects": lambda who, stage: names(who.glance.metadefs_object.list(stage.name)),
    "show an object": lambda who, stage: who.glance.metadefs_object.get(stage.name, "lamp").description,
    "show a property of an object": lambda who, stage: who.glance.metadefs_object.get(stage.name, "lamp").properties["watts"]["title"],
    "create an object": lambda who, stage: who.glance.metadefs_object.create(stage.name, name="arm chair"),
    "rename an object": lambda who, stage: who.glance.metadefs_object.update(stage.name, "lamp", name="torch"),
    "delete an object": lambda who, stage: who.glance.metadefs_object.delete(stage.name, "lamp"),
    "delete all objects": lambda who, stage: who.glance.metadefs_object.delete_all(stage.name),
    "list tags": lambda who, stage: names(who.glance.metadefs_tag.list(stage.name)),
    "show a tag": lambda who, stage: who.glance.metadefs_tag.get(stage.name, "old").name,
    "tag": lambda who, stage: who.glance.metadefs_tag.create(stage.name, "brand new"),
    "tag anew": lambda who, stage: names(who.glance.metadefs_tag.create_multiple(stage.name, tags=["a", "b"])),
    "rename a tag": lambda who, stage: who.glance.metadefs_tag.update(stage.name, "old", name="brand new"),
    "untag": lambda who, stage: who.glance.metadefs_tag.delete(stage.name, "old"),
    "untag all": lambda who, stage: who.glance.metadefs_tag.delete_all(stage.name),
}


def of(stage, words):
    """The words of a command, where {name}, {new} and {type} are the stage's."""
    return [word.format(**vars(stage)) for word in words]


def glance_command(*words):
    """`glance WORDS`."""
    return lambda who, stage: who.glance_command(*of(stage, words))


def rows(table):
    """The rows of a table that it prints, each a list of cells, without the head."""
    lines = [line.strip("|").split("|") for line in table.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line] for line in lines[1:]]


def glance_list(*words):
    """The first column of the table."""
    return lambda who, stage: [row[0] for row in rows(who.glance_command(*of(stage, words)))]


def glance_show(field, *words):
    """One field, where the table is of names and values."""
    return lambda who, stage: dict(rows(who.glance_command(*of(stage, words))))[field]


# The command of python-glanceclient, `--append` likewise; `{{` stands for a bracket.
GLANCE_COMMAND = {
    "list namespaces": glance_list("md-namespace-list", "--page-size", "10"),
    "list namespaces for a type": glance_list("md-namespace-list", "--resource-types", "{type}"),
    "list private namespaces": glance_list("md-namespace-list", "--visibility", "private"),
    "show a namespace": glance_show("display_name", "md-namespace-show", "{name}"),
    "show a namespace for a type": lambda who, stage: json.loads(
        glance_show("properties", "md-namespace-show", "{name}", "--resource-type", "{type}")(who, stage)
    ),
    "create a namespace": glance_command("md-namespace-create", "{new}", "--display-name", "new"),
    "create a namespace as a whole": lambda who, stage: who.glance_command("md-namespace-import", "--file", stage.file()),
    "change a namespace": glance_command("md-namespace-update", "{name}", "--display-name", "after"),
    "rename a namespace": glance_command("md-namespace-update", "{name}", "--namespace", "{new}"),
    "protect a namespace": glance_command("md-namespace-update", "{name}", "--protected", "True"),
    "delete a namespace": glance_command("md-namespace-delete", "{name}"),
    "list types": glance_list("md-resource-type-list"),
    "list types of a namespace": glance_list("md-namespace-resource-type-list", "{name}"),
    "add a type": glance_command("md-resource-type-associate", "{name}", "--name", "OS::Nova::Flavor", "--properties-target", "image"),
    "remove a type": glance_command("md-resource-type-deassociate", "{name}", "{type}"),
    "list properties": glance_list("md-property-list", "{name}"),
    "show a property": glance_show("title", "md-property-show", "{name}", "colour"),
    "create a property": glance_command("md-property-create", "{name}", "--name", "size", "--title", "Size", "--type", "integer", "--schema", "{{}}"),
    "change a property": glance_command("md-property-update", "{name}", "colour", "--name", "hue", "--title", "Hue"),
    "delete a property": glance_command("md-property-delete", "{name}", "colour"),
    "delete all properties": glance_command("md-namespace-properties-delete", "{name}"),
    "list objects": glance_list("md-object-list", "{name}"),
    "show an object": glance_show("description", "md-object-show", "{name}", "lamp"),
    "show a property of an object": glance_show("title", "md-object-property-show", "{name}", "lamp", "watts"),
    "create an object": glance_command("md-object-create", "{name}", "--name", "arm chair", "--schema", "{{}}"),
    "rename an object": glance_command("md-object-update", "{name}", "lamp", "--name", "torch"),
    "delete an object": glance_command("md-object-delete", "{name}", "lamp"),
    "delete all objects": glance_command("md-namespace-objects-delete", "{name}"),
    "list tags": glance_list("md-tag-list", "{name}"),
    "show a tag": glance_show("name", "md-tag-show", "{name}", "old"),
    "tag": glance_command("md-tag-create", "{name}", "--name", "brand new"),
    "tag anew": glance_list("md-tag-create-multiple", "{name}", "--names", "a,b"),
    "rename a tag": glance_command("md-tag-update", "{name}", "old", "--name", "brand new"),
    "untag": glance_command("md-tag-delete", "{name}", "old"),
    "untag all": glance_command("md-namespace-tags-delete", "{name}"),
}

# openstacksdk. Tags are fields of a namespace to it: none is read or renamed by itself.
SDK = {
    "list namespaces": lambda who, stage: [
        found.namespace for found in who.cloud.image.metadef_namespaces(limit=10, sort_key="created_at", sort_dir="asc")
    ],
    "list namespaces for a type": lambda who, stage: [found.namespace for found in who.cloud.image.metadef_namespaces(resource_types=stage.type)],
    "list private namespaces": lambda who, stage: [found.namespace for found in who.cloud.image.metadef_namespaces(visibility="private")],
    "show a namespace": lambda who, stage: who.cloud.image.get_metadef_namespace(stage.name).display_name,
    "create a namespace": lambda who, stage: who.cloud.image.create_metadef_namespace(namespace=stage.new, display_name="new"),
    "change a namespace": lambda who, stage: who.cloud.image.update_metadef_namespace(stage.name, display_name="after"),
    "rename a namespace": lambda who, stage: who.cloud.image.update_metadef_namespace(stage.name, namespace=stage.new),
    "protect a namespace": lambda who, stage: who.cloud.image.update_metadef_namespace(stage.name, is_protected=True),
    "delete a namespace": lambda who, stage: who.cloud.image.delete_metadef_namespace(stage.name, ignore_missing=False),
    "list types": lambda who, stage: names(who.cloud.image.metadef_resource_types()),
    "list types of a namespace": lambda who, stage: names(who.cloud.image.metadef_resource_type_associations(stage.name)),
    "add a type": lambda who, stage: who.cloud.image.create_metadef_resource_type_association(
        stage.name, name="OS::Nova::Flavor", properties_target="image"
    ),
    "remove a type": lambda who, stage: who.cloud.image.delete_metadef_resource_type_association(stage.type, stage.name, ignore_missing=False),
    "list properties": lambda who, stage: names(who.cloud.image.metadef_properties(stage.name)),
    "show a property": lambda who, stage: who.cloud.image.get_metadef_property("colour", stage.name).title,
    "create a property": lambda who, stage: who.cloud.image.create_metadef_property(stage.name, name="size", **SIZE),
    "change a property": lambda who, stage: who.cloud.image.update_metadef_property("colour", stage.name, name="hue", title="Hue", type="string"),
    "delete a property": lambda who, stage: who.cloud.image.delete_metadef_property("colour", stage.name, ignore_missing=False),
    "delete all properties": lambda who, stage: who.cloud.image.delete_all_metadef_properties(stage.name),
    "list objects": lambda who, stage: names(who.cloud.image.metadef_objects(stage.name)),
    "show an object": lambda who, stage: who.cloud.image.get_metadef_object("lamp", stage.name).description,
    "show a property of an object": lambda who, stage: who.cloud.image.get_metadef_object("lamp", stage.name).properties["watts"]["title"],
    "create an object": lambda who, stage: who.cloud.image.create_metadef_object(stage.name, name="arm chair"),
    "rename an object": lambda who, stage: who.cloud.image.update_metadef_object("lamp", stage.name, name="torch"),
    "delete an object": lambda who, stage: who.cloud.image.delete_metadef_object("lamp", stage.name, ignore_missing=False),
    "delete all objects": lambda who, stage: who.cloud.image.delete_all_metadef_objects(stage.name),
    "tag": lambda who, stage: who.cloud.image.add_tag_to_metadef_namespace(stage.name, "brand new"),
    "tag anew": lambda who, stage: who.cloud.image.get_metadef_namespace(stage.name).set_tags(who.cloud.image, ["a", "b"]),
    "tag with more": lambda who, stage: who.cloud.image.get_metadef_namespace(stage.name).set_tags(who.cloud.image, ["a", "b"], append=True),
    "untag": lambda who, stage: who.cloud.image.remove_tag_from_metadef_namespace(stage.name, "old"),
    "untag all": lambda who, stage: who.cloud.image.remove_tags_from_metadef_namespace(stage.name),
}


def openstack_command(*words):
    """`openstack WORDS`."""
    return lambda who, stage: who.openstack_command(*of(stage, words))


def openstack_list(column, *words):
    """One column of what it lists."""
    return lambda who, stage: [row[column] for row in who.openstack_json(*of(stage, words))]


def openstack_show(field, *words):
    """One field of what it shows."""
    return lambda who, stage: who.openstack_json(*of(stage, words))[field]


# The command of python-openstackclient, which says what the SDK says.
OPENSTACK = {
    "list namespaces": openstack_list("namespace", "image", "metadef", "namespace", "list"),
    "list namespaces for a type": openstack_list("namespace", "image", "metadef", "namespace", "list", "--resource-types", "{type}"),
    "list private namespaces": openstack_list("namespace", "image", "metadef", "namespace", "list", "--visibility", "private"),
    "show a namespace": openstack_show("display_name", "image", "metadef", "namespace", "show", "{name}"),
    "create a namespace": openstack_command("image", "metadef", "namespace", "create", "{new}", "--display-name", "new"),
    "change a namespace": openstack_command("image", "metadef", "namespace", "set", "{name}", "--display-name", "after"),
    "protect a namespace": openstack_command("image", "metadef", "namespace", "set", "{name}", "--protected"),
    "delete a namespace": openstack_command("image", "metadef", "namespace", "delete", "{name}"),
    "list types": openstack_list("Name", "image", "metadef", "resource", "type", "list"),
    "list types of a namespace": openstack_list("Name", "image", "metadef", "resource", "type", "association", "list", "{name}"),
    "add a type": openstack_command(
        "image", "metadef", "resource", "type", "association", "create", "{name}", "OS::Nova::Flavor", "--properties-target", "image"
    ),
    "remove a type": openstack_command("image", "metadef", "resource", "type", "association", "delete", "{name}", "{type}"),
    "list properties": openstack_list("name", "image", "metadef", "property", "list", "{name}"),
    "show a property": openstack_show("title", "image", "metadef", "property", "show", "{name}", "colour"),
    "create a property": openstack_command(
        "image", "metadef", "property", "create", "{name}", "--name", "size", "--title", "Size", "--type", "integer", "--schema", "{{}}"
    ),
    "change a property": openstack_command("image", "metadef", "property", "set", "{name}", "colour", "--name", "hue", "--title", "Hue"),
    "delete a property": openstack_command("image", "metadef", "property", "delete", "{name}", "colour"),
    "delete all properties": openstack_command("image", "metadef", "property", "delete", "{name}"),
    "list objects": openstack_list("name", "image", "metadef", "object", "list", "{name}"),
    "show an object": openstack_show("description", "image", "metadef", "object", "show", "{name}", "lamp"),
    "show a property of an object": openstack_show("title", "image", "metadef", "object", "property", "show", "{name}", "lamp", "watts"),
    "create an object": openstack_command("image", "metadef", "object", "create", "--namespace", "{name}", "arm chair"),
    "rename an object": openstack_command("image", "metadef", "object", "update", "{name}", "lamp", "--name", "torch"),
    "delete an object": openstack_command("image", "metadef", "object", "delete", "{name}", "lamp"),
    "delete all objects": openstack_command("image", "metadef", "object", "delete", "{name}"),
    "tag": openstack_command("image", "metadef", "namespace", "set", "{name}", "--tag", "brand new"),
    "untag": openstack_command("image", "metadef", "namespace", "unset", "{name}", "--tag", "old"),
    "untag all": openstack_command("image", "metadef", "namespace", "unset", "{name}", "--all-tags"),
}

CLIENTS = {"glanceclient": GLANCE, "glance command": GLANCE_COMMAND, "openstacksdk": SDK, "openstackclient": OPENSTACK}
