"""A real nginx with the project's own configuration, in front of a server."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.conftest import ROOT, Server

CONFIGURATION = ROOT / ".deploy" / "nginx.conf"
PATIENCE = 900  # seconds, after which nginx gives up a silent server
START_SECONDS = 20

AROUND = """
worker_processes 1;
daemon off;
{user}
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 512; }}
http {{
    access_log {folder}/access.log;
    client_body_temp_path {folder}/bodies;
    proxy_temp_path {folder}/proxied;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/thalweg.conf;
}}
"""


@dataclass(frozen=True)
class Front:
    """Where nginx listens: in the clear and, with a certificate of its own making, over TLS."""

    url: str
    secure_url: str
    certificate: Path


def nginx_path() -> str:
    """The nginx to test with: $NGINX, or one where systems keep it."""
    places = os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"))
    path = os.environ.get("NGINX") or shutil.which("nginx", path=places)
    assert path, "expected an nginx: install one, or name it with NGINX=/path/to/nginx"
    return path


@contextmanager
def nginx_before(server: Server, folder: Path, patience: int = PATIENCE) -> Iterator[Front]:
    """The configuration as it stands but for addresses and a certificate; `patience` can be made short."""
    clear, secure = _free_port(), _free_port()
    certificate = _certificate(folder)
    tls = f"ssl_certificate {certificate}; ssl_certificate_key {folder}/key.pem;"
    text = CONFIGURATION.read_text()
    for once, instead in (
        ("server thalweg:8000;", f"server 127.0.0.1:{server.port};"),
        ("    listen 80;", f"    listen 127.0.0.1:{clear}; listen 127.0.0.1:{secure} ssl; {tls}"),
        (f"proxy_read_timeout {PATIENCE}s;", f"proxy_read_timeout {patience}s;"),
    ):
        assert text.count(once) == 1, once
        text = text.replace(once, instead)
    (folder / "thalweg.conf").write_text(text)
    user = "user root;" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(AROUND.format(folder=folder, user=user))
    process = subprocess.Popen([nginx_path(), "-p", str(folder), "-c", str(folder / "nginx.conf")])
    try:
        _wait_for(clear, process, folder)
        yield Front(f"http://127.0.0.1:{clear}", f"https://127.0.0.1:{secure}", certificate)
    finally:
        process.terminate()
        process.wait(timeout=10)


def _certificate(folder: Path) -> Path:
    certificate = folder / "certificate.pem"
    asked = (
        "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1"
    )
    command = ["openssl", *asked.split(), "-keyout", str(folder / "key.pem"), "-out", str(certificate)]
    subprocess.run(command, check=True, capture_output=True)
    return certificate


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def _wait_for(port: int, process: subprocess.Popen[bytes], folder: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.02)
    log = folder / "error.log"
    raise AssertionError(f"nginx did not start: {log.read_text() if log.exists() else ''}")
