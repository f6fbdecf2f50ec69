/*
 * Looking before guessing: ETRMS_TRACE=1 tells what is done, ETRMS_TRACE_SQL=1
 * each statement, on stderr. Nothing else in lib/ prints, and no secret is
 * ever handed to a trace.
 */
#ifndef BASE_TRACE_H
#define BASE_TRACE_H

#include <stdbool.h>

/* Is the variable of that name set to 1? */
bool trace_on(const char *name);
/* One line on stderr: "topic: …". */
void trace_line(const char *topic, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

#endif
