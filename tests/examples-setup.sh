#!/bin/sh
# Prepares the store in which the examples of the command tables run, with the
# labels and symbols that the tables use; and files/, the folder they run in.
# HOME, ETRMS_NOW and PATH are the caller's (tests/helper.bash: given_demo).
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
mkdir -p files
ln -sfn "$root/examples" files/examples
