# Clara's servers, workers and commands: `docker build --tag clara .`, then docs/deployment.md. To pin the base
# by what it is instead of what it is called: --build-arg BASE=python:3.11-slim-bookworm@sha256:…
ARG BASE=python:3.11-slim-bookworm

FROM ${BASE} AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1
WORKDIR /source
COPY requirements/run.txt requirements/run.txt
RUN python -m venv /opt/clara \
    && /opt/clara/bin/pip install --require-hashes --no-deps --only-binary :all: -r requirements/run.txt
COPY pyproject.toml README.md LICENSE ./
COPY clara clara
# What builds is of no use to what runs.
RUN /opt/clara/bin/pip install --no-deps --no-build-isolation . \
    && /opt/clara/bin/pip uninstall --yes setuptools pip

FROM ${BASE}
LABEL org.opencontainers.image.title="Clara" \
      org.opencontainers.image.description="A corporate-card backend for people, programs and AI assistants" \
      org.opencontainers.image.licenses="MIT"
RUN useradd --uid 10001 --user-group --no-create-home --home-dir /var/lib/clara --shell /usr/sbin/nologin clara \
    && install --directory --owner=10001 --group=10001 --mode=0700 /var/lib/clara /var/lib/clara/var
COPY --from=build /opt/clara /opt/clara
ENV PATH=/opt/clara/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    CLARA_ENV=production HOST=0.0.0.0 PORT=8000
# The only place that is written to, besides /tmp: the rest may be read-only.
WORKDIR /var/lib/clara
VOLUME /var/lib/clara/var
USER 10001:10001
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as web; web.urlopen(f'http://127.0.0.1:{os.environ[\"PORT\"]}/api/v1/health/live', timeout=4)"]
ENTRYPOINT ["clara"]
CMD ["serve"]
