#!/bin/sh
# Print the path of a Chromium for the browser tests: $CHROMIUM, one on the PATH, or Debian's package installed now.
set -eu

find_one() {
    for name in "${CHROMIUM:-}" chromium chromium-browser google-chrome google-chrome-stable; do
        [ -n "$name" ] && command -v "$name" && return
    done
    return 1
}

install_package() {
    command -v apt-get >/dev/null || return 1
    if [ "$(id -u)" = 0 ]; then
        as_root=
    elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
        as_root=sudo
    else
        return 1
    fi
    { $as_root apt-get update && $as_root apt-get install -y --no-install-recommends chromium fonts-noto-cjk; } >&2
}

find_one && exit
if install_package; then
    find_one && exit
fi
cat >&2 <<'END'
The browser tests need a Chromium. Install one and run again, for example
    Debian:  sudo apt-get install chromium fonts-noto-cjk
    Ubuntu:  sudo snap install chromium
    Fedora:  sudo dnf install chromium google-noto-sans-cjk-fonts
    macOS:   brew install --cask chromium
or set CHROMIUM to the path of a Chromium or Google Chrome.
END
exit 1
