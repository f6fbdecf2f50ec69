#!/bin/sh
# Klines JSON into candle columns, and into a store page by page, against jansson
# alone on the same bytes.
set -eu
home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
"$(dirname "$PAIR")/klines" 9 1.3 1.3 "$home"
