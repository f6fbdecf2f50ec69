/*
 * INT, TERM and HUP around an order: before it leaves they end the process as
 * always, which is safe at any point; once it has left they wait, so that the
 * outcome is recorded and the exit code is true (RELIABILITY.md 4).
 */
#include "gate/gatedata.h"

#include <signal.h>

static volatile sig_atomic_t sent;
static bool held;
static sigset_t before;

static const int ends[] = { SIGINT, SIGTERM, SIGHUP };
#define ENDS (sizeof(ends) / sizeof(ends[0]))

static void
held_signals(sigset_t *set)
{
	sigemptyset(set);
	for (size_t i = 0; i < ENDS; i++)
		sigaddset(set, ends[i]);
}

/* Only what is held back can be waiting: here, or by who loops over gates. */
bool
gate_interrupted(void)
{
	sigset_t pending;

	if (sigpending(&pending) != 0)
		return false;
	for (size_t i = 0; i < ENDS; i++)
		if (sigismember(&pending, ends[i]) == 1)
			return true;
	return false;
}

bool
signals_hold(void)
{
	sigset_t set;

	if (!held) {
		held_signals(&set);
		sigprocmask(SIG_BLOCK, &set, &before);
		held = true;
	}
	return sent || !gate_interrupted();
}

static int
code_when_sent(void)
{
	return E_UNKNOWN;
}

void
signals_sent(void)
{
	sent = 1;
	bug_exit_set(code_when_sent);
}

void
signals_unsent(void)
{
	sent = 0;
	bug_exit_set(NULL);
}

void
signals_release(void)
{
	if (!held || sent)
		return;
	held = false;
	sigprocmask(SIG_SETMASK, &before, NULL);
}

bool
gate_sent(void)
{
	return sent != 0;
}

enum err_code
gate_code(enum err_code rc, struct err *err)
{
	switch (rc) {
	case E_OK:
	case E_NO:
	case E_REFUSED:
	case E_REJECTED:
	case E_UNKNOWN:
	case E_PARTIAL:
		return rc;
	default:
		if (!sent)
			return rc;
		err_prefix(err, "after an order was sent");
		return err->code = E_UNKNOWN;
	}
}
