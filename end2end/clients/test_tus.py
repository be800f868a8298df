"""tuspy, the tus protocol's own Python client."""

import glanceclient
from tusclient.client import TusClient

METADATA = {"name": "by-tus", "disk_format": "qcow2", "container_format": "bare"}


def only_image(glance, name):
    images = [image for image in glance.images.list() if image.name == name]
    assert len(images) == 1
    return images[0]


def test_a_file_in_chunks_becomes_an_image(local, signed_in, ubuntu, fingerprint):
    tus = TusClient(f"{local.url}/uploads", headers={"X-Auth-Token": signed_in.get_token()})
    tus.uploader(str(ubuntu), chunk_size=5_000_000, metadata=METADATA).upload()

    image = only_image(glanceclient.Client("2", session=signed_in), "by-tus")
    assert (image.status, image.os_hash_value) == ("active", fingerprint)


def test_another_process_goes_on_where_the_first_stopped(local, signed_in, ubuntu, fingerprint):
    tus = TusClient(f"{local.url}/uploads", headers={"X-Auth-Token": signed_in.get_token()})
    first = tus.uploader(str(ubuntu), chunk_size=5_000_000, metadata=METADATA | {"name": "in-two"})
    first.upload_chunk()

    second = tus.uploader(str(ubuntu), chunk_size=7_000_000, url=first.url)
    assert second.offset == 5_000_000
    second.upload()

    image = only_image(glanceclient.Client("2", session=signed_in), "in-two")
    assert (image.status, image.os_hash_value) == ("active", fingerprint)
