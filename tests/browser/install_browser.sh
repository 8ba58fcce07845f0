#!/bin/sh
# The browser tests need Chromium, and a typeface as wide as Arial, in which plans are printed; where we may install
# Debian's packages, we do.
missing=chromium
for one in chromium google-chrome "$CHROMIUM"; do
  command -v "$one" >/dev/null 2>&1 && missing=
done
fc-match Arial 2>/dev/null | grep -qiE 'arial|liberation|arimo|helvet' || missing="$missing fonts-liberation fontconfig"
[ -z "$missing" ] && exit 0
if command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
else
  echo "Missing and not to be installed from here: $missing. Install it, or name a browser in CHROMIUM." >&2
  exit 1
fi
