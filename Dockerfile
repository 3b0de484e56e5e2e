# One process, SQLite and a folder. Build: docker build -t constat . — run: see README.
FROM python:3.11-slim AS build
WORKDIR /build
COPY requirements.lock pyproject.toml README.md ./
RUN python -m venv /opt/constat \
 && /opt/constat/bin/pip install --no-cache-dir --require-hashes -r requirements.lock
COPY app app
COPY bot bot
COPY core core
COPY courier courier
COPY demo demo
COPY evidence evidence
COPY storage storage
COPY templates templates
COPY web web
RUN /opt/constat/bin/pip install --no-cache-dir --no-deps --no-build-isolation .

FROM python:3.11-slim
RUN useradd --system --home-dir /var/lib/constat --create-home constat
COPY --from=build /opt/constat /opt/constat
ENV PATH=/opt/constat/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    CONSTAT_DATA_DIR=/var/lib/constat \
    CONSTAT_COMPANY_FILE=/etc/constat/constat.toml \
    CONSTAT_HTTP_HOST=0.0.0.0
USER constat
VOLUME /var/lib/constat
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8080/health', timeout=4)"]
ENTRYPOINT ["constat"]
CMD ["serve"]
