/*
 * Help beyond single commands: the overview and the topics.
 */
#ifndef CMD_HELP_H
#define CMD_HELP_H

#include "cmd/session.h"

/* A topic prints itself: text for people, rows when a format is asked for. */
struct topic {
	const char *name, *summary;
	enum err_code (*rows)(struct session *s, struct err *err);
	void (*text)(const struct session *s, struct buf *to);
};
extern const struct topic topics[];	/* ends with a NULL name */
const struct topic *topic_find(const char *name);
/* What their rows are. */
extern const struct record exit_code_record, field_record, variable_record,
    order_step_record, hook_record;
/* cmd/help-hooks.c */
enum err_code help_hooks_rows(struct session *s, struct err *err);
void help_hooks_text(const struct session *s, struct buf *to);

#endif
