#!/usr/bin/env bash
# Bring what the tests need beside Python: PostgreSQL 15 or later, RabbitMQ and Chromium. What is there already is left alone.
# $1 is the Python of the virtual environment.
set -euo pipefail
cd "$(dirname "$0")/.."
python=${1:?usage: install_test_tools.sh PYTHON}
apt=scripts/apt_install.sh

has_postgres() {
    [ -n "${TTS_TEST_PG_URL:-}" ] || "$python" -m tests.fixtures.postgres >/dev/null 2>&1
}

has_rabbit() {
    "$python" -m tests.fixtures.rabbit >/dev/null 2>&1
}

has_chromium() {
    "$python" -m tests.fixtures.chromium >/dev/null 2>&1
}

if ! has_postgres; then
    "$apt" postgresql-15 || "$apt" postgresql ||
        "$python" -m pip install --quiet --require-hashes -r requirements/pgserver.txt
    has_postgres || "$python" -m tests.fixtures.postgres
fi

# A broker that the package starts by itself is left alone: the tests run their own.
if ! has_rabbit; then
    "$apt" rabbitmq-server || true
    has_rabbit || "$python" -m tests.fixtures.rabbit
fi

# A headless shell (Debian has one) saves half the time: root gets it even where there is a whole browser already.
wants_shell() {
    [ -z "${TTS_TEST_CHROMIUM:-}" ] || return 1
    ! command -v chromium-headless-shell >/dev/null || return 1
    ! has_chromium || { [ "$(id -u)" -eq 0 ] && apt-cache show chromium-headless-shell >/dev/null 2>&1; }
}

if wants_shell; then
    "$apt" libatomic1 chromium-headless-shell || true
fi
if ! has_chromium; then
    # Playwright's own driver needs libatomic1, which a small Debian lacks.
    "$apt" libatomic1 chromium chromium-sandbox || "$apt" libatomic1 chromium-browser || true
    # Where apt has no browser that starts (Ubuntu's is a snap), Playwright brings its own.
    has_chromium || "$python" -m playwright install --with-deps chromium || true
    has_chromium || "$python" -m tests.fixtures.chromium
fi
