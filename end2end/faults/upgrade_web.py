"""What an upgrade needs from outside: a browser without JavaScript, a site to import from, disks of several formats."""

import http.client
import http.server
import pathlib
import subprocess
import tempfile
import threading
import time
import urllib.parse

from deployment import check, noise


class Browser:
    """Somebody at the dashboard, with the cookies that it set."""

    def __init__(self, port):
        self.port, self.cookies = port, {}

    def ask(self, method, path, fields=None):
        """Status, headers and body."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"accept": "text/html", "sec-fetch-site": "same-origin", "cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        body = None
        if fields is not None:
            headers["content-type"], body = "application/x-www-form-urlencoded", urllib.parse.urlencode(fields)
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            for name, value in answer.getheaders():
                if name.lower() == "set-cookie":
                    cookie, _, content = value.partition(";")[0].partition("=")
                    self.cookies[cookie] = content
            return answer.status, dict(answer.getheaders()), answer.read().decode()
        finally:
            connection.close()

    def sign_in(self, name, password, want=True):
        status, headers, _ = self.ask("POST", "/fn/sign_in", {"name": name, "password": password, "domain": "", "next": ""})
        place = headers.get("location", "")
        check(status == 302, f"the sign-in page answers {status}")
        check(not want or not place.startswith("/login"), f"{name} is not signed in: {place}")
        return self

    def send(self, at, function, **fields):
        """A form of the dashboard, which must be taken."""
        status, headers, text = self.ask("POST", f"/fn/{function}?project={at}", fields)
        check(status == 302, f"{function} is {status}: {text[:200]}")
        check("vitrine-refused" not in {name.lower() for name in headers}, f"{function} is refused: {headers}")

    def page(self, path):
        status, headers, text = self.ask("GET", path)
        return status if status != 302 else f"302 {headers.get('location')}", text


class Site:
    """A site whose files are what its paths say: `/fast/…` at once, `/slow/…` over `seconds`, anything else is not there."""

    def __init__(self, data, seconds):
        site = self

        class Page(http.server.BaseHTTPRequestHandler):
            def do_HEAD(self):
                self.head()

            def do_GET(self):
                if self.head():
                    self.body()

            def head(self):
                there = self.path.startswith(("/fast/", "/slow/"))
                self.send_response(200 if there else 404)
                self.send_header("content-length", str(len(data) if there else 0))
                self.end_headers()
                return there

            def body(self):
                pieces = 200 if self.path.startswith("/slow/") and not site.hurry else 1
                step = -(-len(data) // pieces)
                try:
                    for at in range(0, len(data), step):
                        self.wfile.write(data[at:at + step])
                        if pieces > 1 and not site.hurry:
                            time.sleep(seconds / pieces)
                except OSError:
                    pass  # The node that read it is gone.

            def log_message(self, *_):
                pass

        self.data, self.hurry = data, False
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Page)
        self.server.daemon_threads = True
        self.name = f"127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def url(self, path):
        return f"http://{self.name}{path}"

    def close(self):
        self.server.shutdown()
        self.server.server_close()


def disks() -> dict:
    """A small disk of each format that qemu-img makes, by the name that the Image API has for the format."""
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        raw = pathlib.Path(folder) / "raw"
        raw.write_bytes(noise("disk", 700_000) + bytes(348_576))
        for name, driver, options in [("qcow2", "qcow2", []), ("vmdk", "vmdk", ["-o", "subformat=streamOptimized"]), ("vdi", "vdi", []), ("vhdx", "vhdx", []), ("vhd", "vpc", [])]:
            disk = pathlib.Path(folder) / name
            done = subprocess.run(["qemu-img", "convert", "-f", "raw", "-O", driver, *options, raw, disk], capture_output=True, text=True)
            check(done.returncode == 0, f"qemu-img: {done.stderr}")
            found[name] = disk.read_bytes()
    return found
