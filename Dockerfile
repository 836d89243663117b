# duban as an image: hashed packages, no development tools, no root, nothing that reports home.
FROM python:3.12-slim AS build
WORKDIR /src
COPY requirements.lock requirements-build.lock ./
RUN python -m venv /opt/duban \
    && /opt/duban/bin/pip install --no-cache-dir --require-hashes -r requirements.lock \
    && python -m venv /opt/build \
    && /opt/build/bin/pip install --no-cache-dir --require-hashes -r requirements-build.lock
COPY . .
RUN /opt/build/bin/python -m hatchling build -t wheel \
    && /opt/duban/bin/pip install --no-cache-dir --no-deps dist/*.whl

FROM python:3.12-slim
RUN useradd --uid 10001 --create-home --home-dir /var/lib/duban duban
COPY --from=build /opt/duban /opt/duban
ENV PATH=/opt/duban/bin:$PATH \
    TZ=Asia/Shanghai \
    PYTHONUNBUFFERED=1 \
    DUBAN_OFFICE=/var/lib/duban/office \
    DUBAN_DATA=/var/lib/duban/data \
    DO_NOT_TRACK=1 \
    GX_ANALYTICS_ENABLED=false \
    PREFECT_SERVER_ANALYTICS_ENABLED=false \
    PREFECT_CLOUD_ENABLE_ORCHESTRATION_TELEMETRY=false \
    PREFECT_TELEMETRY_ENABLE_RESOURCE_METRICS=false \
    PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT=false
USER 10001
WORKDIR /var/lib/duban
VOLUME ["/var/lib/duban"]
# The ledger's answer, not a port: a month that waits for a decision (exit 3) is healthy.
HEALTHCHECK --interval=5m --timeout=30s --start-period=1m \
    CMD ["sh", "-c", "duban status >/dev/null; [ $? -eq 0 ] || [ $? -eq 3 ]"]
ENTRYPOINT ["duban"]
CMD ["--help"]
