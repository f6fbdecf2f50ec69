/*
 * etrms: shields the process, finds the command, opens what its row asks for,
 * runs it, and speaks: errors are said here and nowhere else.
 */
#include "cmd/extend.h"
#include "cmd/session.h"

#include "base/trace.h"
#include "crypt/secret.h"
#include "gate/gate.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED		/* as gcc says it */
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED		/* as clang says it */
#endif
#endif

static struct session session;

/* Nothing of ours is for others to read, in files or in memory. */
static void
shield(void)
{
	static const struct rlimit none = { 0, 0 };

	umask(077);
	(void)setrlimit(RLIMIT_CORE, &none);
#ifndef SANITIZED		/* LeakSanitizer attaches to the process */
	(void)prctl(PR_SET_DUMPABLE, 0);
#endif
	signal(SIGPIPE, SIG_IGN);
	/* A closed stdin, stdout or stderr must not become the store's file:
	 * its number gets a descriptor that fails as it should. */
	for (int fd = 0; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0 && errno == EBADF)
			(void)open("/dev/null", fd == STDIN_FILENO ? O_WRONLY :
			    O_RDONLY);
}

/* --format json as far as it was understood, or else as it was typed. */
static bool
wants_json(int argc, char **argv, int format)
{
	const char *word = getenv("ETRMS_FORMAT");

	for (int i = 1; i < argc; i++)
		if (strncmp(argv[i], "--format=", 9) == 0)
			word = argv[i] + 9;
		else if (strcmp(argv[i], "--format") == 0 && i + 1 < argc)
			word = argv[i + 1];
	if (format >= 0)
		word = out_format_names[format];
	return word != NULL && (strcmp(word, "json") == 0 ||
	    strcmp(word, "ndjson") == 0);
}

static void
speak(const struct err *err, bool json)
{
	const struct err_kind *kind = err_kind(err->code);
	const char *text = trace_may_print(err->text, strlen(err->text)) ?
	    err->text : "(a message with a key in it is left out)";
	struct buf line = {0};

	out_escape_message(&line, text, strlen(text));
	fprintf(stderr, "etrms: %s\n", buf_text(&line));
	buf_clear(&line);
	if (json) {
		struct buf code = {0};

		json_quote(&line, text, strlen(text));
		if (err->venue_code[0] != '\0')
			json_quote(&code, err->venue_code,
			    strlen(err->venue_code));
		fprintf(stderr, "{\"error\":%s,\"category\":\"%s\","
		    "\"retryable\":%s,\"exit_code\":%d,\"venue_code\":%s}\n",
		    buf_text(&line), kind->name, kind->retryable ? "true" :
		    "false", (int)err->code, code.len > 0 ? code.at : "null");
		buf_release(&code);
	}
	buf_release(&line);
}

/* The reader of our pipe has left: not a failure of a reading command. */
static bool
reader_left(void)
{
	struct pollfd out = { .fd = STDOUT_FILENO, .events = POLLOUT };

	return poll(&out, 1, 0) == 1 && (out.revents & POLLERR) != 0;
}

static enum err_code
finish_output(enum err_code rc, struct err *err)
{
	if ((fflush(stdout) != 0 || fclose(stdout) != 0) &&
	    (rc == E_OK || rc == E_NO))
		rc = err_set(err, E_OUTPUT, "output: %s", strerror(errno));
	return rc;
}

static enum err_code
run(const struct parsed *p, struct err *err)
{
	enum err_code rc;
	bool left;

	rc = session_open(&session, p, err);
	if (rc == E_OK)
		rc = p->cmd->run(&session, p->args, &p->operands, err);
	left = reader_left();
	rc = finish_output(rc, err);
	session_close(&session);
	if (rc == E_OUTPUT && left && !gate_sent())
		return E_OK;
	return gate_code(rc, err);	/* once an order has left, 6 for ours */
}

int
main(int argc, char **argv)
{
	struct parsed p = {0};
	struct err err = {0};
	enum err_code rc;

	shield();
	trace_filter_set(secrets_absent);
	rc = session_now(&p.now, &err);
	if (rc == E_OK)
		rc = extend_parse(&argc, &argv, &p, &err);
	if (rc == E_OK)
		rc = run(&p, &err);
	if (rc != E_OK && err.text[0] != '\0')
		speak(&err, wants_json(argc, argv, p.globals.format));
	cli_release(&p);
	return (int)rc;
}
