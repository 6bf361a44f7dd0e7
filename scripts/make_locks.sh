#!/usr/bin/env bash
# Make the lock files anew: universal, hashed, the same version of a package in each, naming no registry.
# $1 is the Python of the virtual environment; more words go to the compiler, such as --upgrade.
set -euo pipefail
cd "$(dirname "$0")/.."
python=${1:?usage: make_locks.sh PYTHON [--upgrade]}
shift
"$python" -m uv --version >/dev/null 2>&1 || "$python" -m pip install --quiet uv

compile() {
    local name=$1
    shift
    "$python" -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
        --output-file "requirements/$name.txt" "$@"
}

# The widest first; the others take its versions.
compile check pyproject.toml --all-extras --group test --group check "$@"
compile test pyproject.toml --all-extras --group test --constraints requirements/check.txt
compile setup pyproject.toml --all-extras --constraints requirements/check.txt
compile run pyproject.toml --constraints requirements/check.txt
for name in build node pgserver; do
    compile "$name" --group "$name" --constraints requirements/check.txt "$@"
done
