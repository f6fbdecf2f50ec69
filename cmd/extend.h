/*
 * What a command line may be beside a command of ours: --version, --help, an
 * alias, a program etrms-NAME on PATH.
 */
#ifndef CMD_EXTEND_H
#define CMD_EXTEND_H

#include "cmd/session.h"

/*
 * Parses, after rewriting argv for aliases and the bare options; does not
 * return when an etrms-NAME takes over.
 */
enum err_code extend_parse(int *argc, char ***argv, struct parsed *p,
    struct err *err);

/* Under headings of their own: the aliases, and the etrms-NAMEs of PATH. */
void extend_list(const struct conf *conf, struct buf *to);

#endif
