# syntax=docker/dockerfile:1
FROM python:3.13-slim AS build
RUN pip install --no-cache-dir uv
WORKDIR /source
RUN uv venv /opt/thalweg
# The dependencies are a layer of their own: they change seldom, and torch is large.
COPY pyproject.toml ./
RUN uv pip install --no-cache --python /opt/thalweg/bin/python --torch-backend=cpu --requirements pyproject.toml --extra redis
COPY . .
RUN uv pip install --no-cache --python /opt/thalweg/bin/python --no-deps .

FROM python:3.13-slim
RUN useradd --system --uid 10001 --no-create-home thalweg
COPY --from=build /opt/thalweg /opt/thalweg
USER thalweg
# Inside a container the server must listen on every interface. Which names it answers to stays a choice:
#   docker run --publish 8000:8000 thalweg                              http://localhost:8000 and http://127.0.0.1:8000
#   docker run --env THALWEG_HOSTS=optimizers.school.example ...        behind that name
#   docker run --env THALWEG_ORIGINS=https://school.example ...         called by the pages of another site
# Scripts come in through the published port, for seen from inside they never come over loopback. A page of
# another site does not: its browser always names its Origin. THALWEG_SCRIPTS=false keeps scripts out too.
ENV HOST=0.0.0.0 PORT=8000 PATH=/opt/thalweg/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    THALWEG_SCRIPTS=true
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=3s --start-period=20s --retries=3 CMD ["python", "-c", \
  "import os, urllib.request; urllib.request.urlopen(f'http://127.0.0.1:{os.environ[\"PORT\"]}/healthz', timeout=2)"]
STOPSIGNAL SIGTERM
CMD ["python", "-m", "app"]
