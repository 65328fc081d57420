# The bot as an image. It runs as a user without rights, on a root file system that may be read-only.
#   docker build -t leaflet-bot .
#   docker run --read-only --tmpfs /tmp -v leaflet-bot-data:/data --env TELEGRAM_BOT_TOKEN leaflet-bot

FROM python:3.12-slim AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore
WORKDIR /src
COPY pyproject.toml setup.py README.md LICENSE ./
COPY intents intents
COPY bot bot
# The installation learns the content (about 20 seconds). Content with errors, or not learnt, makes no image.
RUN python -m venv /opt/bot \
    && /opt/bot/bin/pip install ".[postgres]" \
    && INTENTS_DIR=/src/intents /opt/bot/bin/cervix-leaflet-bot check \
    && ls /opt/bot/lib/python3.12/site-packages/bot/content/built/*.npz \
    && /opt/bot/bin/pip uninstall --yes pip \
    && chmod -R a+rX /opt/bot /src/intents

FROM python:3.12-slim
RUN groupadd --gid 10001 bot \
    && useradd --uid 10001 --gid bot --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin bot \
    && install --directory --owner=bot --group=bot --mode=0700 /data
COPY --from=build /opt/bot /opt/bot
COPY --from=build /src/intents /app/intents
# MALLOC_*: after a rush its memory goes back to the system.
# What the installation learnt is found beside the code. BOT_CACHE_DIR is for other content, mounted over /app/intents.
ENV PATH=/opt/bot/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    INTENTS_DIR=/app/intents \
    BOT_CACHE_DIR=/data/cache \
    DATABASE_URL=sqlite:////data/bot.sqlite3 \
    WEBHOOK_LISTEN=0.0.0.0 \
    PORT=8080 \
    LOG_FORMAT=json \
    MALLOC_ARENA_MAX=1 \
    MALLOC_TRIM_THRESHOLD_=131072
WORKDIR /app
VOLUME /data
EXPOSE 8080
USER 10001:10001
STOPSIGNAL SIGTERM
# http.client rather than urllib.request, which would ask a proxy that the environment names.
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import http.client, os, sys; port = os.environ.get('PORT') or sys.exit(0); bot = http.client.HTTPConnection('127.0.0.1', int(port), timeout=4); bot.request('GET', '/healthz'); sys.exit(bot.getresponse().status != 200)"]
ENTRYPOINT ["cervix-leaflet-bot"]
CMD ["telegram"]
