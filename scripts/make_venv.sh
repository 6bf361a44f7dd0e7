#!/usr/bin/env bash
# Make the virtual environment in the folder named by $1, or say what is missing and how to get it.
set -euo pipefail
venv=${1:?usage: make_venv.sh FOLDER}

find_python() {
    local name
    for name in ${PYTHON:-} python3 python3.14 python3.13 python3.12 python3.11; do
        if command -v "$name" >/dev/null 2>&1 &&
            "$name" -c 'import sys; raise SystemExit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
            command -v "$name"
            return
        fi
    done
    echo "TTS needs Python 3.11 or later and found none. Get it with: apt-get install python3 python3-venv" >&2
    return 1
}

python=$(find_python)
if [ -x "$venv/bin/python" ] && "$venv/bin/python" -m pip --version >/dev/null 2>&1; then
    exit 0
fi
if ! "$python" -c 'import ensurepip, venv' >/dev/null 2>&1; then
    version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    "$(dirname "$0")/apt_install.sh" "python$version-venv" || "$(dirname "$0")/apt_install.sh" python3-venv || {
        echo "Python's venv module is missing. Get it with: apt-get install python3-venv" >&2
        exit 1
    }
fi
"$python" -m venv --clear "$venv"
