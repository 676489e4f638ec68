"""Every limit and every switch, in one table; each row is an environment variable `THALWEG_<NAME>`."""

from __future__ import annotations

import os
import re
from functools import cache
from importlib.util import find_spec
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

_ORIGIN = re.compile(
    r"(?P<scheme>https?)://[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*(?::(?P<port>[0-9]{1,5}))?"
)
_REDIS = re.compile(r"rediss?://[^/]+|unix:///.")


class Settings(BaseSettings):
    """The server's configuration, read from the environment once, when the process starts."""

    model_config = SettingsConfigDict(env_prefix="THALWEG_", extra="ignore", frozen=True)

    # What a request may ask for. These are shown in the catalog as `limits`.
    max_runs: int = Field(12, ge=1, description="runs in one comparison")
    max_steps: int = Field(20_000, ge=1, description="steps of one run")
    max_values: int = Field(250_000, ge=1, description="positions recorded by one request (runs x steps)")
    max_fan_values: int = Field(128, ge=1, description="values in one fan")
    max_resolution: int = Field(400, ge=2, description="grid points along one side of a landscape")
    max_basin_resolution: int = Field(256, ge=2, description="grid points along one side of a basin map")
    max_basin_steps: int = Field(2_000, ge=1, description="steps of a basin map")
    max_curvature_points: int = Field(200, ge=2, description="points along a run whose curvature is measured")
    max_probes: int = Field(64, ge=1, description="random vectors behind one spectrum")
    max_inspected: int = Field(1_000, ge=1, description="steps of a run taken apart by one request")
    max_sweep_cells: int = Field(1_024, ge=1, description="choices of hyperparameters in one sweep")
    max_trials: int = Field(200, ge=1, description="trials of one optimizer in a tuning")
    max_tuned: int = Field(4, ge=1, description="hyperparameters tuned together")
    max_seeds: int = Field(15, ge=1, description="seeds of each choice in a sweep")
    max_formula_length: int = Field(200, ge=1, description="characters of a typed formula")
    max_label_length: int = Field(80, ge=1, description="characters of a run's label")
    max_schedule_depth: int = Field(3, ge=1, description="levels of schedules inside schedules")
    max_changes: int = Field(64, ge=0, description="changes on the way in all runs of one comparison")
    max_body_bytes: int = Field(65_536, ge=1024, description="bytes of one HTTP body or WebSocket message")
    max_checkpoint_bytes: int = Field(8_388_608, ge=1024, description="bytes of one uploaded checkpoint")

    # How the server spends its machine.
    engine: Literal["local", "ray"] = Field(
        "local",
        description="where work is done: local in processes of this machine, ray on a Ray cluster, that at "
        "RAY_ADDRESS or one of its own",
    )
    workers: int = Field(
        default_factory=lambda: max(2, os.cpu_count() or 2), ge=1, description="worker processes"
    )
    worker_memory_mb: int = Field(
        2_048, ge=0, description="memory a worker may add to its start, 0 for no cap"
    )
    device: Literal["auto", "cpu", "cuda"] = Field(
        "auto",
        description="where landscapes of models are computed: auto takes a graphics card where there is one; "
        "with one, workers have no memory cap",
    )
    job_seconds: float = Field(300.0, gt=0, description="longest work on one request")
    cancel_seconds: float = Field(0.25, gt=0, description="grace before a cancelled worker is killed")
    turn_seconds: float = Field(
        0.1, gt=0, description="work goes on for this long before it rests for a client who has none going on"
    )
    retries: int = Field(
        2, ge=0, description="times that work is taken up again after the worker process under it died"
    )
    recovery_megabytes: int = Field(
        128, ge=0, description="megabytes kept to go on with trainings whose worker died; 0: from the start"
    )
    max_queue: int = Field(128, ge=1, description="requests that may wait for a worker before 429")
    paused_requests: int = Field(64, ge=1, description="paused requests of one client")
    kept_trajectories: int = Field(256, ge=0, description="trajectories each worker keeps for unchanged runs")
    checkpoint_megabytes: int = Field(
        256, ge=8, description="megabytes of checkpoints kept to start from and to download"
    )

    # What it remembers.
    resume_seconds: float = Field(
        600.0, gt=0, description="how long a client that lost its connection can go on with its comparisons"
    )
    max_remembered: int = Field(
        4_096, ge=1, description="comparisons remembered for clients that lost their connection"
    )
    redis: SecretStr = Field(
        SecretStr(""),
        description="where servers side by side share what they remember, such as redis://host:6379/0",
    )
    shared_seconds: float = Field(
        86_400.0, ge=1, description="how long a checkpoint is shared after its last use"
    )

    # How it meets strangers.
    max_connections: int = Field(1_024, ge=1, description="open WebSockets")
    address_share: float = Field(
        0.5,
        gt=0,
        le=1,
        description="of all open WebSockets and of all requests that wait, what one address may have",
    )
    requests_per_second: int = Field(
        200, ge=1, description="requests for work that one address may make in a second"
    )
    handshakes_per_second: int = Field(
        50, ge=1, description="WebSockets that one address may open in a second"
    )
    proxies: Annotated[tuple[str, ...], NoDecode] = Field(
        (),
        description="addresses or networks of proxies whose X-Forwarded-For and X-Forwarded-Proto are "
        "believed, separated by commas, such as 10.0.0.0/8,127.0.0.1",
    )
    messages_per_second: int = Field(
        200, ge=1, description="WebSocket messages a client may send in a second"
    )
    requests_at_once: int = Field(64, ge=1, description="requests on their way on one WebSocket")
    reading_share: float = Field(
        0.25, gt=0, le=1, description="of the server's own time, what reading one WebSocket may take"
    )
    idle_seconds: float = Field(3_600.0, gt=0, description="a silent WebSocket is closed after this long")
    ping_seconds: float = Field(20.0, gt=0, description="between a WebSocket's pings, and for the answer")
    send_seconds: float = Field(10.0, gt=0, description="deadline for a client to take one message")
    head_seconds: float = Field(10.0, gt=0, description="deadline for the head of an HTTP request to be here")
    upload_seconds: float = Field(60.0, gt=0, description="deadline for an upload to be here as a whole")
    origins: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="further allowed Origins, separated by commas, such as https://school.example"
    )
    embed_origins: Annotated[tuple[str, ...], NoDecode] = Field(
        (),
        description="origins whose pages may show /embed in a frame and steer it, separated by commas, "
        "such as https://school.example; * lets any",
    )
    hosts: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="further allowed Host names, separated by commas; * allows any"
    )
    scripts: bool = Field(
        False, description="admit requests without an Origin (scripts, never pages) from other machines too"
    )

    # How it is run.
    log: Literal["auto", "json", "text"] = Field(
        "auto", description="form of the log on stderr: json, text, or auto: text on a terminal, else json"
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="least level that is logged: debug, info, warning or error"
    )
    metrics: Annotated[tuple[str, ...], NoDecode] = Field(
        ("127.0.0.1", "::1"),
        description="addresses and networks that may read /metrics, separated by commas; * lets any in",
    )
    drain_seconds: float = Field(
        1.0,
        ge=0,
        description="after SIGTERM, what is in progress may take this long before sockets are closed",
    )

    # What it teaches.
    lessons: Path | None = Field(
        None, description="a folder of lessons of your own, shown beside the built-in ones"
    )
    lesson_bytes: int = Field(65_536, ge=1_024, description="bytes of one file of a lesson")
    lesson_steps: int = Field(100, ge=1, description="steps of one lesson")
    lesson_files: int = Field(500, ge=1, description="files of lessons, the built-in ones included")

    @field_validator("lessons", mode="before")
    @classmethod
    def _named(cls, value: object) -> object:
        return None if value == "" else value

    @field_validator("redis")
    @classmethod
    def _usable(cls, value: SecretStr) -> SecretStr:
        if value.get_secret_value():
            if not _REDIS.match(value.get_secret_value()):
                raise ValueError("expected an address such as redis://host:6379/0")
            if find_spec("redis") is None:
                raise ValueError("it needs the package redis: pip install 'thalweg[redis]'")
        return value

    @field_validator("origins", "embed_origins", "hosts", "proxies", "metrics", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @field_validator("embed_origins")
    @classmethod
    def _check_origins(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(map(_origin, value)))

    @field_validator("metrics")
    @classmethod
    def _check_readers(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(given if given == "*" else _network(given) for given in value)

    @field_validator("proxies")
    @classmethod
    def _check_proxies(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(map(_network, value))

    def for_one_address(self, places: int) -> int:
        """How many of some places one address may have."""
        return max(1, int(places * self.address_share))

    def limits(self) -> dict[str, int]:
        """The limits a client can run into, under the names of the API's catalog."""
        prefix = "max_"
        return {
            name.removeprefix(prefix): getattr(self, name)
            for name in type(self).model_fields
            if name.startswith(prefix) and name not in ("max_queue", "max_connections", "max_remembered")
        }


def _origin(given: str) -> str:
    """An origin as a browser writes it: in small letters, without its scheme's own port."""
    match = _ORIGIN.fullmatch(given.lower())
    if given != "*" and (match is None or int(match["port"] or 1) not in range(1, 65_536)):
        raise ValueError(
            f"expected an origin such as https://school.example or http://localhost:8888, got {given[:100]!r}"
        )
    if match is None:
        return given
    usual = {"http": "80", "https": "443"}[match["scheme"]]
    return given.lower().removesuffix(f":{usual}") if match["port"] == usual else given.lower()


def _network(given: str) -> str:
    """An address or a network of addresses, in the form that programs compare."""
    try:
        return str(ip_network(given))
    except ValueError:
        raise ValueError(
            f"expected an address or a network such as 127.0.0.1 or 10.0.0.0/8, got {given[:100]!r}"
        ) from None


@cache
def settings() -> Settings:
    """The settings of this process."""
    return Settings()
