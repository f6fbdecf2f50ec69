/*
 * Looking before guessing: ETRMS_TRACE=1 tells what is done, ETRMS_TRACE_SQL=1
 * each statement, on stderr. Nothing else in lib/ prints. No secret is handed
 * to a trace, and a filter looks at each line once more.
 */
#ifndef BASE_TRACE_H
#define BASE_TRACE_H

#include <stdbool.h>
#include <stddef.h>

/* Is the variable of that name set to 1? */
bool trace_on(const char *name);
/* One line on stderr: "topic: …". */
void trace_line(const char *topic, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
/* Lines that it answers false for are replaced by one that says so; NULL:
 * every line is printed. A module gets the program's (base/module.h). */
void trace_filter_set(bool (*may)(const char *line, size_t len));
bool trace_may_print(const char *line, size_t len);

#endif
