"""What everybody may do at the Identity API with what is theirs, by openstackclient and openstacksdk."""

import openstack
import pytest
from keystoneauth1.exceptions import Unauthorized
from openstack import exceptions

from people import ROLES, Person, Refused


@pytest.fixture(params=ROLES)
def who(people, request):
    return people[request.param]


def with_credential(person, credential):
    """A connection that signs in with an application credential."""
    return openstack.connect(
        auth_type="v3applicationcredential", auth_url=person.auth_url,
        application_credential_id=credential["id"], application_credential_secret=credential["secret"],
        load_yaml_config=False, load_envvars=False,
    )


def lower(columns):
    """Some commands write the names of fields as headings."""
    return {name.lower(): value for name, value in columns.items()}


@pytest.mark.command
def test_a_token_is_issued_shown_and_revoked_by_command(who):
    token = who.openstack_json("token", "issue")
    assert (token["project_id"], token["user_id"]) == (who.project, who.user)
    headers = {"X-Auth-Token": token["id"]}
    assert who.session.get(f"{who.vitrine.url}/image/v2/images", headers=headers, authenticated=False).status_code == 200

    who.openstack_command("token", "revoke", token["id"])

    answer = who.session.get(f"{who.vitrine.url}/image/v2/images", headers=headers, authenticated=False, raise_exc=False)
    assert answer.status_code == 401


@pytest.mark.command
def test_the_catalog_and_what_it_is_made_of_are_shown_by_command(people):
    for who in (people.admin, people.reader):
        assert {row["Type"] for row in who.openstack_json("catalog", "list")} == {"identity", "image"}
        assert who.openstack_json("catalog", "show", "image")["type"] == "image"
    admin = people.admin
    assert {row["Type"] for row in admin.openstack_json("service", "list")} == {"identity", "image"}
    assert admin.openstack_json("service", "show", "image")["type"] == "image"
    endpoints = admin.openstack_json("endpoint", "list")
    assert {row["Service Type"] for row in endpoints} == {"identity", "image"}
    assert admin.openstack_json("endpoint", "show", endpoints[0]["ID"])["id"] == endpoints[0]["ID"]
    assert [row["Region"] for row in admin.openstack_json("region", "list")] == ["RegionOne"]
    assert admin.openstack_json("region", "show", "RegionOne")["region"] == "RegionOne"
    assert admin.openstack_json("limit", "list") == []


def test_the_same_by_sdk(who):
    identity = who.cloud.identity
    assert {endpoint["type"] for endpoint in who.session.auth.get_access(who.session).service_catalog.catalog} == {"identity", "image"}
    assert [region.id for region in identity.regions()] == ["RegionOne"]
    assert identity.get_region("RegionOne").id == "RegionOne"
    assert [project.id for project in identity.user_projects(who.user)] == [who.project]
    assert identity.get_user(who.user).name == who.name
    assert identity.get_project(who.project).name == who.project_name


def test_services_and_endpoints_are_the_admins_to_see(people):
    identity = people.admin.cloud.identity
    assert {service.type for service in identity.services()} == {"identity", "image"}
    assert identity.get_service("image").type == "image"
    endpoint = next(iter(identity.endpoints()))
    assert identity.get_endpoint(endpoint.id).url == endpoint.url
    for role in ROLES[1:]:
        with pytest.raises(exceptions.ForbiddenException):
            list(people[role].cloud.identity.services())
        with pytest.raises(exceptions.ForbiddenException):
            list(people[role].cloud.identity.endpoints())


@pytest.mark.command
def test_an_application_credential_is_made_used_and_deleted_by_command(who):
    made = lower(who.openstack_json("application", "credential", "create", "robot"))
    assert "robot" in [row["Name"] for row in who.openstack_json("application", "credential", "list")]
    assert lower(who.openstack_json("application", "credential", "show", "robot"))["id"] == made["id"]
    robot = with_credential(who, made)
    assert robot.current_project_id == who.project

    who.openstack_command("application", "credential", "delete", "robot")

    assert who.openstack_json("application", "credential", "list") == []
    with pytest.raises(Unauthorized):
        robot.session.get(f"{who.vitrine.url}/image/v2/images")


def test_an_application_credential_is_made_used_and_deleted_by_sdk(who):
    identity = who.cloud.identity
    made = identity.create_application_credential(who.user, "machine")
    assert [credential.id for credential in identity.application_credentials(who.user)] == [made.id]
    assert identity.get_application_credential(who.user, made.id).name == "machine"
    assert identity.find_application_credential(who.user, "machine").id == made.id
    assert with_credential(who, {"id": made.id, "secret": made.secret}).current_project_id == who.project

    identity.delete_application_credential(who.user, made.id, ignore_missing=False)

    assert list(identity.application_credentials(who.user)) == []


def test_nobody_sees_or_ends_the_credentials_of_another(people):
    made = people.member.cloud.identity.create_application_credential(people.member.user, "private")
    for role in ("reader", "other"):
        identity = people[role].cloud.identity
        with pytest.raises((exceptions.ForbiddenException, exceptions.NotFoundException)):
            list(identity.application_credentials(people.member.user))
        with pytest.raises((exceptions.ForbiddenException, exceptions.NotFoundException)):
            identity.delete_application_credential(people.member.user, made.id, ignore_missing=False)
    assert [credential.id for credential in people.member.cloud.identity.application_credentials(people.member.user)] == [made.id]
    people.member.cloud.identity.delete_application_credential(people.member.user, made.id)


#: How people say a new password.
CHANGE_PASSWORD = {
    "openstackclient": lambda who, old, new: who.openstack_command("user", "password", "set", "--original-password", old, "--password", new),
    "openstacksdk": lambda who, old, new: who.cloud.identity.update_password(who.user, old, new),
}


@pytest.mark.parametrize("client", CHANGE_PASSWORD)
@pytest.mark.parametrize("role", ROLES)
def test_everybody_changes_their_own_password(people, client, role):
    project, given = ("theirs", "member") if role == "other" else ("mine", role)
    carol = people.join(f"carol, {role} with {client}", project, given)
    with pytest.raises((Refused, Unauthorized, exceptions.HttpException)):
        CHANGE_PASSWORD[client](carol, "wrong", "seven-green-cats")

    CHANGE_PASSWORD[client](carol, carol.password, "seven-green-cats")

    assert Person(people.vitrine, carol.name, "seven-green-cats", project).user == carol.user
    assert carol.session.get(f"{people.vitrine.url}/image/v2/images", raise_exc=False, allow_reauth=False).status_code == 401
