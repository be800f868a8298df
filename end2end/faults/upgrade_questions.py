"""What is asked of a deployment before and after an upgrade: each question is somebody and a path."""

import json

IMAGES, V3 = "/image/v2/images", "/identity/v3"


def questions(contents) -> list:
    """Every list, and every image with what belongs to it, by those who may see them."""
    ids = [image["id"] for image in contents.admin.json("GET", f"{IMAGES}?limit=1000")["images"]]
    ids += [image["id"] for image in contents.admin.json("GET", f"{IMAGES}?limit=1000&os_hidden=true")["images"]]
    everybody = [V3 + path for path in "/projects /users /domains /roles /role_assignments /role_assignments?include_names /limits /registered_limits /services /endpoints /regions".split()]
    asked = [("admin", path) for path in everybody]
    asked += [("rita of the system", f"{V3}/users"), ("rita of the domain", f"{V3}/projects"), ("bob without a scope", f"{V3}/auth/projects")]
    asked += [("alice", f"{V3}/users/{contents.user['alice']}/application_credentials")]
    for who in ("admin", "alice", "bob", "carol", "rita", "nova", "alice again", *(f"credential {name}" for name in contents.credentials)):
        asked += [(who, f"{IMAGES}?limit=1000"), (who, f"{V3}/auth/catalog"), (who, "/image/v2/info/usage")]
    for image in ids:
        asked += [("admin", f"{IMAGES}/{image}"), ("admin", f"{IMAGES}/{image}/members"), ("admin", f"{IMAGES}/{image}/tasks")]
    asked += [("bob", f"{IMAGES}?visibility=shared&member_status=all"), ("carol", f"{IMAGES}?visibility=shared&member_status=rejected")]
    asked += [("alice", f"{IMAGES}?limit=1000&name=in:private,shared"), ("alice", f"{IMAGES}?limit=1000&sort=size:asc,name:desc"), ("alice", f"{IMAGES}?tag=ж"), ("alice", f"{IMAGES}?os_distro=ubuntu")]
    asked += [("admin", "/image/v2/tasks?limit=1000"), ("admin", "/api/v1/activity?scope=all&limit=1000"), ("alice", "/api/v1/activity?limit=1000")]
    asked += [("admin", f"/api/v1/activity?image={image}") for image in ids]
    return asked


def answers(contents) -> dict:
    """What each question is answered now."""
    found = {}
    for who, path in contents.questions:
        status, _, text = contents.people[who].ask("GET", quoted(path))
        # Links name the port of whoever is asked.
        text = text.decode().replace(f"127.0.0.1:{contents.people[who].port}", "vitrine.example")
        found[who, path] = status, json.loads(text) if text else None
    return found


def quoted(path):
    return "".join(letter if ord(letter) < 128 else "".join(f"%{byte:02X}" for byte in letter.encode()) for letter in path)
