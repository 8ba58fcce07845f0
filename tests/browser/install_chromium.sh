#!/bin/sh
# The browser tests need Chromium; where we may install Debian's package, we do.
if command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null
else
  echo "Chromium is missing and cannot be installed from here: install it, or name one in CHROMIUM." >&2
  exit 1
fi
