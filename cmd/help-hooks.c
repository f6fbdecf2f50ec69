/*
 * The topic hooks, from the table that they are run by.
 */
#include "cmd/help.h"

#include "cli/page.h"
#include "hook/hook.h"

struct hook_row {
	const char *name, *record;
	signed char vetoes;
	const char *when;
};
static const struct field fields[] = {
	{ "name", FIELD_TEXT, FIELD_AT(struct hook_row, name),
	  .help = "of the hook, and of its file" },
	{ "input", FIELD_TEXT, FIELD_AT(struct hook_row, record),
	  .help = "the record that it is fed (help records)" },
	{ "vetoes", FIELD_BOOL, FIELD_AT(struct hook_row, vetoes),
	  .help = "whether its exit code may say no" },
	{ "when", FIELD_TEXT, FIELD_AT(struct hook_row, when),
	  .help = "when it is run" },
	{ .name = NULL }
};
const struct record hook_record = { "hook",
    "a program of yours that is asked or told", fields };

enum err_code
help_hooks_rows(struct session *s, struct err *err)
{
	struct out *out = NULL;
	enum err_code rc = session_out(s, &hook_record, &out, err);

	for (const struct hook_kind *k = hook_kinds; rc == E_OK &&
	    k->name != NULL; k++) {
		const struct hook_row row = { k->name, k->record, k->vetoes,
		    k->help };

		rc = out_row(out, &row, err);
	}
	return out_end(out, rc, err);
}

void
help_hooks_text(const struct session *s, struct buf *to)
{
	(void)s;
	buf_puts(to, "A hook is an executable in the folder hooks beside the"
	    " configuration, for\nexample ~/.config/etrms/hooks/pre-order. It"
	    " reads one JSON object from its\nstandard input: the record that"
	    " --format ndjson would print.\n\n");
	for (const struct hook_kind *k = hook_kinds; k->name != NULL; k++) {
		struct buf text = {0};

		buf_printf(&text, "%s (%s)", k->help, k->record);
		page_entry(to, k->name, buf_text(&text));
		buf_release(&text);
	}
	buf_puts(to, "\nA hook that says no: the order is refused with the"
	    " reason hook, exit code 4,\nand leaves a violation; the first"
	    " line that the hook wrote is the message. The\npolicy is asked"
	    " afterwards and may still say no. pre-order runs before anything"
	    "\nis stored or locked in the store; the others run when all is"
	    " recorded and\nprinted, so that one that hangs loses nothing.\n"
	    "\nWhat a hook writes to stdout or stderr comes out on stderr, as"
	    " far as 8 KiB. It\nruns in the folder hooks, in a process group"
	    " of its own, and is killed after\nhook.timeout (etrms config set"
	    " hook.timeout 5s).\n\nOf the environment it gets PATH, HOME,"
	    " USER, LOGNAME, SHELL, LANG, LC_*, TZ,\nTMPDIR, XDG_*_HOME,"
	    " XDG_RUNTIME_DIR, DBUS_SESSION_BUS_ADDRESS, DISPLAY,\n"
	    "WAYLAND_DISPLAY, ETRMS_NOW, and: ETRMS_HOOK, its name;"
	    " ETRMS_STORE and\nETRMS_CONFIG, those in use; ETRMS_DRY_RUN=1 in"
	    " a dry run, when nothing is sent\nand only pre-order runs. Where"
	    " ETRMS_HOOK is set, etrms asks pre-order but tells\nno other"
	    " hook, so that a hook may place orders.\n\n"
	    "A hook that is not executable, that everybody may write (it or"
	    " its folder), that\nbelongs to another user, that cannot be"
	    " started, that is killed by a signal or\nby its time limit is"
	    " told as a warning; if it is pre-order, the order is\nrefused:"
	    " who cannot be asked has not said yes. etrms doctor looks at"
	    " them.\n");
}
