"""The composition and nginx's configuration fit the server, as far as reading them can tell."""

from __future__ import annotations

import ipaddress
import json
import re
import shutil
import subprocess
from typing import Any

import pytest
import yaml

from app.cli.serve import GRACE_SECONDS
from app.settings import Settings
from tests.conftest import ROOT

FILE = ROOT / "compose.yaml"
NGINX = (ROOT / ".deploy" / "nginx.conf").read_text()
DEFAULTS = Settings()


def composed(**environment: str) -> dict[str, Any]:
    """The composition with its variables filled in from an environment, the way Compose does."""

    def filled(match: re.Match[str]) -> str:
        return environment.get(match["name"], match["default"] or "")

    text = re.sub(r"\$\{(?P<name>\w+)(?::-(?P<default>[^}]*))?\}", filled, FILE.read_text())
    assert "$" not in text.replace("$$", "")
    document: dict[str, Any] = yaml.safe_load(text)
    return document


def directive(name: str) -> list[str]:
    return re.findall(rf"^\s*{name}\s+([^;{{]+);", NGINX, re.MULTILINE)


def test_nginx_is_the_only_way_in_and_leads_to_the_server() -> None:
    services = composed()["services"]
    assert [name for name, service in services.items() if "ports" in service] == ["nginx"]
    assert directive("server") == ["thalweg:8000"]
    assert services["thalweg"]["expose"] == ["8000"]
    assert "EXPOSE 8000" in (ROOT / "Dockerfile").read_text()
    assert services["thalweg"]["build"] == "."
    assert services["nginx"]["depends_on"] == {"thalweg": {"condition": "service_healthy"}}
    assert "HEALTHCHECK" in (ROOT / "Dockerfile").read_text()


def test_nginx_reads_the_very_file_that_is_tested() -> None:
    document = composed()
    (mounted,) = document["services"]["nginx"]["configs"]
    assert mounted["target"] == "/etc/nginx/conf.d/default.conf"
    assert (ROOT / document["configs"][mounted["source"]]["file"]).read_text() == NGINX


@pytest.mark.parametrize(
    "environment", [{}, {"THALWEG_HOSTS": "a.example,b.example", "NETWORK": "10.9.0.0/16"}]
)
def test_the_servers_settings_are_settings_and_it_trusts_its_own_network_alone(
    environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    document = composed(**environment)
    given = document["services"]["thalweg"]["environment"]
    for name, value in given.items():
        assert name.removeprefix("THALWEG_").lower() in Settings.model_fields, name
        assert isinstance(value, str), name
        monkeypatch.setenv(name, value)
    limits = Settings()
    assert limits.hosts == tuple(environment.get("THALWEG_HOSTS", "localhost").split(","))
    (network,) = document["networks"]["default"]["ipam"]["config"]
    assert given["THALWEG_PROXIES"] == network["subnet"]
    assert ipaddress.ip_network(network["subnet"]).is_private
    # Docker kills what has not ended by itself.
    grace = int(document["services"]["thalweg"]["stop_grace_period"].removesuffix("s"))
    assert grace > limits.drain_seconds + GRACE_SECONDS + 2


def test_redis_is_there_for_who_asks_only() -> None:
    services = composed()["services"]
    assert services["redis"]["profiles"] == ["redis"]
    assert all("profiles" not in services[name] for name in ("thalweg", "nginx"))
    assert "THALWEG_REDIS" in services["thalweg"]["environment"]


def test_nginx_is_as_patient_and_as_large_as_the_server() -> None:
    assert directive("client_max_body_size") == [
        str(DEFAULTS.max_body_bytes),
        str(DEFAULTS.max_checkpoint_bytes),
    ]
    (patience,) = directive("proxy_read_timeout")
    assert int(patience.removesuffix("s")) > max(DEFAULTS.job_seconds, 2 * DEFAULTS.ping_seconds)
    assert directive("proxy_buffering") == directive("proxy_request_buffering") == ["off"]


def test_nginx_passes_on_nothing_that_a_client_says_of_itself() -> None:
    headers = dict(header.split(None, 1) for header in directive("proxy_set_header"))
    assert headers["X-Forwarded-For"] == "$remote_addr"
    assert headers["X-Forwarded-Proto"] == "$scheme"
    assert headers["Host"] == "$http_host"
    assert {headers[name] for name in ("X-Forwarded-Host", "X-Real-IP", "Forwarded")} == {'""'}


def test_docker_understands_the_composition_where_it_is_there() -> None:
    has_compose = (
        shutil.which("docker") is not None
        and subprocess.run(["docker", "compose", "version"], capture_output=True, check=False).returncode == 0
    )
    if has_compose:
        command = [
            "docker",
            "compose",
            "--file",
            str(FILE),
            "--profile",
            "redis",
            "config",
            "--format",
            "json",
        ]
        understood = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
        assert set(understood["services"]) == {"thalweg", "nginx", "redis"}
    else:
        assert set(composed()) <= {"name", "services", "configs", "networks", "volumes", "secrets"}
