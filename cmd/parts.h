/* What the commands share whose options are parts of a whole. */
#ifndef CMD_PARTS_H
#define CMD_PARTS_H

#include "base/dec.h"
#include "base/err.h"

#include <stdbool.h>

/* E_USAGE: it is given, and not from 0 to 1; without whole also 1 itself. */
enum err_code part_check(const char *option, struct dec part, bool whole,
    struct err *err);

#endif
