"""python-glanceclient, unmodified."""

import hashlib
import io

import glanceclient
import pytest


def sha512(pieces) -> str:
    digest = hashlib.sha512()
    for piece in pieces:
        digest.update(piece)
    return digest.hexdigest()


def test_the_lines_of_the_article_work_as_they_are(open_to_all, ubuntu, fingerprint, monkeypatch):
    monkeypatch.chdir(ubuntu.parent)

    glance = glanceclient.Client(version='2', endpoint=f'{open_to_all.url}/image')
    image = glance.images.create(name='ubuntu', disk_format='qcow2', container_format='bare')
    with open('ubuntu.qcow2', 'rb') as f:
        glance.images.upload(image.id, f)

    image = glance.images.get(image.id)
    assert (image.status, image.os_hash_algo, image.os_hash_value) == ("active", "sha512", fingerprint)
    assert sha512(glance.images.data(image.id)) == fingerprint


def test_a_password_and_the_catalog_are_enough(signed_in, ubuntu, fingerprint):
    glance = glanceclient.Client("2", session=signed_in)
    image = glance.images.create(name="ubuntu", disk_format="qcow2", container_format="bare")
    with ubuntu.open("rb") as data:
        glance.images.upload(image.id, data)

    assert image.id in [listed.id for listed in glance.images.list()]
    assert sha512(glance.images.data(image.id)) == fingerprint

    glance.images.delete(image.id)
    with pytest.raises(glanceclient.exc.HTTPNotFound):
        glance.images.get(image.id)


def test_an_active_image_takes_no_second_upload(signed_in, ubuntu, fingerprint):
    glance = glanceclient.Client("2", session=signed_in)
    image = glance.images.create(name="once", disk_format="qcow2", container_format="bare")
    with ubuntu.open("rb") as data:
        glance.images.upload(image.id, data)

    with pytest.raises(glanceclient.exc.HTTPConflict):
        glance.images.upload(image.id, io.BytesIO(b"something else"))

    assert sha512(glance.images.data(image.id)) == fingerprint
