"""What the clients offer, as their own packages list it, and what of it comes later."""

import inspect
from fnmatch import fnmatch
from importlib.metadata import entry_points

import glanceclient
import glanceclient.v2.shell
from openstack.identity.v3 import _proxy as identity
from openstack.image.v2 import _proxy as image


def methods(kind):
    """The public methods that a class itself has."""
    return {name for name, value in vars(kind).items() if inspect.isroutine(value) and not name.startswith("_")}


def glance_library():
    client = glanceclient.Client("2", endpoint="http://127.0.0.1:9")
    controllers = {name: value for name, value in vars(client).items() if type(value).__name__.endswith("Controller")}
    return {f"{name}.{verb}" for name, controller in controllers.items() for verb in methods(type(controller))}


def glance_commands():
    return {name.removeprefix("do_").replace("_", "-") for name in dir(glanceclient.v2.shell) if name.startswith("do_")}


def openstack_commands(group):
    return {entry.name.replace("_", " ") for entry in entry_points(group=group)}


OFFERED = {
    "glanceclient": glance_library,
    "glance command": glance_commands,
    "openstackclient, image": lambda: openstack_commands("openstack.image.v2"),
    "openstackclient, identity": lambda: openstack_commands("openstack.identity.v3"),
    "openstacksdk, image": lambda: methods(image.Proxy),
    "openstacksdk, identity": lambda: methods(identity.Proxy),
}

LOCATIONS = "no location is taken from outside, and none is told"
CACHE = "a node keeps no copies of images yet"
STORES = "there is one store"
GROUPS = "groups come later"
FEDERATION = "federation comes later"
FIXED = "services, endpoints and regions come from the configuration"
DELEGATION = "trusts, OAuth and EC2 come later"
POLICIES = "Keystone itself keeps no policies any more"
CREDENTIALS = "secrets kept for others come later"
RULES = "access rules come later: what is not enforced is not accepted"
IMPLIED = "which role implies which is fixed"
WAITS = "shows the same thing again and again; asks for nothing of its own"
DOMAINS = "domains have no configuration of their own"

#: What is not of this scope: a pattern of verbs, and the reason.
LATER = {
    "glanceclient": {"cache.*": CACHE, "images.*location*": LOCATIONS, "images.delete_from_store": STORES},
    "glance command": {"cache-*": CACHE, "*location*": LOCATIONS, "stores-delete": STORES},
    "openstackclient, image": {"cached image *": CACHE},
    "openstackclient, identity": {
        "group *": GROUPS,
        "federation *": FEDERATION, "identity provider *": FEDERATION, "mapping *": FEDERATION, "service provider *": FEDERATION,
        "endpoint [!ls]*": FIXED, "endpoint set": FIXED,
        "service [cd]*": FIXED, "service set": FIXED, "region [cd]*": FIXED, "region set": FIXED,
        "trust *": DELEGATION, "consumer *": DELEGATION, "request token *": DELEGATION, "access token *": DELEGATION, "ec2 *": DELEGATION,
        "policy *": POLICIES, "credential *": CREDENTIALS, "access rule *": RULES, "implied role *": IMPLIED,
    },
    "openstacksdk, image": {"*cache*": CACHE, "queue_image": CACHE, "*location*": LOCATIONS, "wait_for_[ds]*": WAITS},
    "openstacksdk, identity": {
        "*group*": GROUPS,
        "*federation_protocol*": FEDERATION, "*mapping*": FEDERATION, "*identity_provider*": FEDERATION, "*service_provider*": FEDERATION,
        "create_endpoint": FIXED, "delete_endpoint": FIXED, "update_endpoint": FIXED, "*associate_endpoint_*": FIXED,
        "endpoint_projects": FIXED, "project_endpoints": FIXED,
        "create_service": FIXED, "update_service": FIXED, "delete_service": FIXED,
        "create_region": FIXED, "update_region": FIXED, "delete_region": FIXED,
        "*trust*": DELEGATION, "*polic*": POLICIES, "*access_rule*": RULES, "*domain_config": DOMAINS, "wait_for_*": WAITS,
        "credentials": CREDENTIALS, "[cdfgu]*[!n]_credential": CREDENTIALS,
    },
}


def later(client, verb):
    return any(fnmatch(verb, pattern) for pattern in LATER[client])


def scope(client):
    return {verb for verb in OFFERED[client]() if not later(client, verb)}
