/* The table of indicators, as `indicator --list` shows it. */
#ifndef CMD_INDICATORTABLE_H
#define CMD_INDICATORTABLE_H

#include "cmd/session.h"
#include "quant/indicator.h"

extern const struct record indicator_record;
/* All rows, or only one where that is not NULL. */
enum err_code indicator_table(struct session *s, const struct indicator *only,
    struct err *err);
/* "day|week|start", of a parameter that is a word. Returns to. */
const char *indicator_words(const struct indicator_param *p, char to[80]);

#endif
