#!/usr/bin/env bash
# Takes a library's newest state from git, checks it, builds the site and copies it to where a server shows it.
# If a step fails, nothing is copied, and the last site stays.
#
#     publish.sh LIBRARY TARGET
#
# LIBRARY is a clone of the library's repository. TARGET is a folder, here or on another machine: web@example.org:/srv/causes
set -euo pipefail
library="$(cd "$1" && pwd)"
target="${2%/}/"
state="${XDG_STATE_HOME:-$HOME/.local/state}/aetia/$(basename "$library")"
mkdir -p "$state"

# Two runs at once would copy two sites into one.
exec 9>"$state/lock"
flock --nonblock 9 || { echo "publish.sh: another run publishes $library" >&2; exit 1; }

git -C "$library" pull --quiet --ff-only
aetia check "$library" >"$state/check.txt" 2>&1 || { cat "$state/check.txt" >&2; exit 1; }
aetia build "$library" --out "$state/site" >"$state/build.txt" 2>&1 || { cat "$state/build.txt" >&2; exit 1; }

# Files are known by what they hold, as a build makes all of them anew. They take their places together, at the end.
rsync --recursive --checksum --perms --chmod=D755,F644 --delay-updates --delete-after "$state/site/" "$target"
