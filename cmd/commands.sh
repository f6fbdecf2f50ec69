#!/bin/sh
# Prints the C table of every command: each cmd/NAME.c defines
# `const struct cmd cmd_NAME_WITH_UNDERSCORES` as its last definition. In
# the order of bytes, which keeps the verbs of a noun together.
set -eu
export LC_ALL=C
echo '#include "cli/cli.h"'
names=$(sed -n 's/^const struct cmd \(cmd_[a-z_0-9]*\) = {.*/\1/p' "$@" | sort)
for name in $names; do echo "extern const struct cmd $name;"; done
echo 'const struct cmd *const commands[] = {'
for name in $names; do echo "	&$name,"; done
echo '	NULL'
echo '};'
