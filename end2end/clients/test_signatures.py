"""Signed images, by unmodified clients: what they sign is verified, what was changed is refused."""

import base64
import json
import subprocess

import pytest
from openstack.image.image_signer import ImageSigner


#: Client → how it makes a signed image of a file. Each tells the image's id, or fails.
CLIENTS = {
    "openstacksdk": lambda who, name, path, signed: who.cloud.image.create_image(
        name, filename=str(path), disk_format="raw", container_format="bare", **signed
    ).id,
    "glanceclient": lambda who, name, path, signed: by_glanceclient(who, name, path, signed),
    "glance command": lambda who, name, path, signed: table_id(who.glance_command(
        "image-create", "--name", name, "--disk-format", "raw", "--container-format", "bare", "--file", path, *options(signed)
    )),
    "openstackclient": lambda who, name, path, signed: json.loads(who.openstack_command(
        "image", "create", name, "--disk-format", "raw", "--container-format", "bare", "--file", path, "-f", "json", *options(signed)
    ))["id"],
}


def by_glanceclient(who, name, path, signed):
    image = who.glance.images.create(name=name, disk_format="raw", container_format="bare", **signed)
    with path.open("rb") as data:
        who.glance.images.upload(image.id, data)
    return image.id


def options(signed):
    return [word for name, value in signed.items() for word in ("--property", f"{name}={value}")]


def table_id(table):
    return next(line.split("|")[2].strip() for line in table.splitlines() if line.startswith("| id "))


@pytest.fixture(scope="module")
def signer(people, tmp_path_factory):
    """A key of OpenSSL's with its certificate, which the admin registers for all projects: its file, and the certificate's id."""
    folder = tmp_path_factory.mktemp("signer")
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", certificate, "-subj", "/CN=Release signing"],
        check=True, capture_output=True,
    )
    made = people["admin"].rest("POST", "/api/v1/certificates", json={"certificate": certificate.read_text()})
    assert made.status_code == 201, made.text
    return key, made.json()["id"]


@pytest.fixture
def data(tmp_path):
    path = tmp_path / "disk.raw"
    path.write_bytes(bytes(512) + b"a disk" * 10_000)
    return path


def signed(signer, path):
    """What the SDK's own signer makes of a file, as properties."""
    key, certificate = signer
    image_signer = ImageSigner()
    image_signer.load_private_key(str(key))
    with path.open("rb") as file:
        signature = image_signer.generate_signature(file)
    return {
        "img_signature": base64.b64encode(signature).decode(),
        "img_signature_hash_method": "SHA-256",
        "img_signature_key_type": "RSA-PSS",
        "img_signature_certificate_uuid": certificate,
    }


@pytest.mark.parametrize("client", CLIENTS)
def test_what_a_client_signs_is_verified(people, signer, data, client):
    who = people["member"]
    image = CLIENTS[client](who, f"signed-{client}", data, signed(signer, data))

    shown = who.glance.images.get(image)
    note = json.loads(shown.os_glance_signature)
    assert (shown.status, note["subject"], note["trusted"]) == ("active", "CN=Release signing", True)


@pytest.mark.parametrize("client", CLIENTS)
def test_what_was_changed_since_is_refused(people, signer, data, client):
    who = people["member"]
    properties = signed(signer, data)
    data.write_bytes(data.read_bytes() + b"!")

    with pytest.raises(Exception) as refusal:
        CLIENTS[client](who, f"changed-{client}", data, properties)

    # The SDK passes on the status alone.
    assert "signature does not match" in str(refusal.value) or "400" in str(refusal.value)
    left = [image for image in who.glance.images.list() if image.name == f"changed-{client}"]
    assert [image.status for image in left] in ([], ["queued"])


def test_the_signature_is_taken_as_openstackclient_sends_its_own(people, signer, data):
    who = people["member"]
    properties = signed(signer, data)
    # `--sign-key-path` sends what Python shows of bytes.
    properties["img_signature"] = str(properties["img_signature"].encode())

    image = CLIENTS["glanceclient"](who, "signed-as-bytes", data, properties)

    assert who.glance.images.get(image).status == "active"
