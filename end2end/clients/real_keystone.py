"""A real Keystone of one's own, and people in it."""

import contextlib
import pathlib
import shutil
import subprocess
import tempfile

import requests

from server import ROOT

ADMIN = "admin-admin"


class Keystone:
    """Runs until `close`, which removes all it kept. `stop` and `start` are the outages in between."""

    def __init__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="vitrine-keystone-"))
        try:
            self.start()
            self._furnish()
        except BaseException:
            self.close()
            raise

    def start(self):
        started = subprocess.run([ROOT / "scripts/keystone.sh", "start", self.folder], check=True, stdout=subprocess.PIPE, text=True)
        self.url = started.stdout.strip()

    def stop(self):
        subprocess.run([ROOT / "scripts/keystone.sh", "stop", self.folder], check=True)

    def close(self):
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    @contextlib.contextmanager
    def giving_tokens_for(self, seconds: int):
        """Started anew with that life of tokens, and at the end as it was. Tokens from before keep theirs."""
        settings = self.folder / "keystone.conf"
        usual = settings.read_text()
        self.stop()
        settings.write_text(f"{usual}\n[token]\nexpiration = {seconds}\n")
        self.start()
        yield
        self.stop()
        settings.write_text(usual)
        self.start()

    def _furnish(self):
        self.admin = self.token("admin", "admin", ADMIN)
        self.roles = {role["name"]: role["id"] for role in self.ask("GET", "roles")["roles"]}
        if "service" not in self.roles:
            self.roles["service"] = self.ask("POST", "roles", {"role": {"name": "service"}})["role"]["id"]
        self.projects = {}
        for name, project, role in [
            ("vitrine", "service", "service"), ("nova", "service", "service"), ("alice", "lab", "member"), ("rita", "lab", "reader"),
        ]:
            self.add(name, project, role)

    def add(self, name: str, project: str, role: str) -> str:
        """A new user with that role; the password is the name, doubled."""
        if project not in self.projects:
            self.projects[project] = self.ask("POST", "projects", {"project": {"name": project}})["project"]["id"]
        user = self.ask("POST", "users", {"user": {"name": name, "password": f"{name}-{name}"}})["user"]["id"]
        self.ask("PUT", f"projects/{self.projects[project]}/users/{user}/roles/{self.roles[role]}")
        return user

    def ask(self, method: str, path: str, body=None):
        """Something of the admin's doing."""
        answer = requests.request(method, f"{self.url}/{path}", json=body, headers={"X-Auth-Token": self.admin}, timeout=30)
        answer.raise_for_status()
        return answer.json() if answer.content else None

    def token(self, name: str, project: str, password: str = "") -> str:
        domain = {"id": "default"}
        user = {"name": name, "domain": domain, "password": password or f"{name}-{name}"}
        scope = {"project": {"name": project, "domain": domain}}
        request = {"auth": {"identity": {"methods": ["password"], "password": {"user": user}}, "scope": scope}}
        answer = requests.post(f"{self.url}/auth/tokens", json=request, timeout=30)
        answer.raise_for_status()
        return answer.headers["X-Subject-Token"]

    def revoke(self, token: str):
        headers = {"X-Auth-Token": self.admin, "X-Subject-Token": token}
        requests.delete(f"{self.url}/auth/tokens", headers=headers, timeout=30).raise_for_status()
