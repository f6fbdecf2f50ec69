/*
 * Inside the room: which command the first words of a line name.
 */
#ifndef CLI_WORDS_H
#define CLI_WORDS_H

#include "cli/cli.h"

/*
 * The longest command name at the start of argv. *used is how many words it
 * took. A group followed by --help sets out->group and leaves *cmd NULL; a
 * word that is neither sets out->unknown.
 */
enum err_code words_command(int argc, char **argv, const struct cmd **cmd,
    int *used, struct parsed *out, struct err *err);

#endif
