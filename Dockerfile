# The production image: web server, worker and clock are the same image with different commands.
FROM python:3.13-slim-trixie AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /opt/venv
COPY requirements.txt /tmp/
RUN /opt/venv/bin/pip install --require-hashes --only-binary :all: -r /tmp/requirements.txt

FROM python:3.13-slim-trixie
RUN apt-get update \
    && apt-get install --yes --no-install-recommends \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /app --no-create-home placements
COPY --from=build /opt/venv /opt/venv
WORKDIR /app
COPY . .
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    PRODUCTION=1 \
    STATIC_ROOT=/app/staticfiles \
    BEAT_FILE=/tmp/beat
# These values are for this step only: nothing that is signed or stored comes of it.
RUN SECRET_KEY=$(python -c 'import secrets; print(secrets.token_hex(40))') \
    ALLOWED_HOSTS=build.invalid SITE_URL=https://build.invalid \
    DATABASE_URL=postgresql://nobody@build.invalid/none \
    python manage.py collectstatic --noinput --verbosity 0 \
    && python -m compileall -q .
USER 10001
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=20s --retries=3 \
    CMD ["python", "-m", "scripts.healthcheck", "web"]
CMD ["gunicorn", "--bind=0.0.0.0:8000", "--workers=3", "--timeout=60", "--max-requests=2000", \
     "--max-requests-jitter=200", "--worker-tmp-dir=/dev/shm", "--no-control-socket", "config.wsgi"]
