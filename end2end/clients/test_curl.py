"""curl, as people copy it from documentation."""

import hashlib
import subprocess

import glanceclient


def curl(*arguments) -> str:
    return subprocess.run(["curl", "--silent", "--show-error", *arguments], check=True, capture_output=True, text=True).stdout


def test_an_image_can_be_fetched_with_a_token(local, signed_in, ubuntu, fingerprint, tmp_path):
    glance = glanceclient.Client("2", session=signed_in)
    image = glance.images.create(name="ubuntu", disk_format="qcow2", container_format="bare")
    with ubuntu.open("rb") as data:
        glance.images.upload(image.id, data)
    address = f"{local.url}/image/v2/images/{image.id}/file"

    curl("--fail", "--header", f"X-Auth-Token: {signed_in.get_token()}", "--output", str(tmp_path / "got"), address)

    assert hashlib.sha512((tmp_path / "got").read_bytes()).hexdigest() == fingerprint


def test_without_a_token_nothing_comes(local, tmp_path):
    status = curl("--output", str(tmp_path / "got"), "--write-out", "%{http_code}", f"{local.url}/image/v2/images")

    assert status == "401"
