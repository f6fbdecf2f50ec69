/* What the template commands share. */
#ifndef CMD_TEMPLATE_H
#define CMD_TEMPLATE_H

#include "cmd/session.h"
#include "store/templates.h"

/* buy or sell; -1 is E_USAGE. */
enum err_code side_read(const char *text, int *side, struct err *err);

#endif
