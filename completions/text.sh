#!/bin/sh
# Prints the scripts beside this file as C text, for `etrms completion`.
set -eu
here=$(dirname "$0")
echo '#include "cmd/scripts.h"'
for shell in bash zsh fish; do
	echo "const char script_${shell}[] ="
	sed 's/\\/\\\\/g; s/"/\\"/g; s/^/	"/; s/$/\\n"/' "$here/etrms.$shell"
	echo '	;'
done
