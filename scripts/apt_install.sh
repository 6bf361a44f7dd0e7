#!/usr/bin/env bash
# Install the named Debian packages, as root or through sudo, asking nothing; exit 1 where that cannot be done.
set -euo pipefail

if ! command -v apt-get >/dev/null 2>&1; then
    echo "apt-get is not on this machine, so $* cannot be installed for you." >&2
    exit 1
fi
as_root=()
if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null 2>&1; then
        echo "Installing $* needs root: run as root, or install sudo, or ask for: apt-get install $*" >&2
        exit 1
    fi
    as_root=(sudo)
fi
echo "Installing $* with apt-get ..." >&2
as_root+=(env DEBIAN_FRONTEND=noninteractive NEEDRESTART_MODE=a apt-get -qq -o DPkg::Lock::Timeout=300)
# A package list that cannot be had is no reason to stop: the install says what is really missing.
"${as_root[@]}" update >/dev/null || true
"${as_root[@]}" install --yes --no-install-recommends "$@" </dev/null >/dev/null
