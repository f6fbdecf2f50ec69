/*
 * Asks for a passphrase at the terminal, without echo, as readpassphrase(3)
 * does: a signal puts the terminal back before it does what it does.
 */
#include "crypt/passphrase.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

static volatile sig_atomic_t caught;

static void
on_signal(int signal)
{
	caught = signal;
}

static const int signals[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT };
#define SIGNALS (sizeof(signals) / sizeof(*signals))

static void
put(int fd, const char *text)
{
	size_t n = strlen(text);

	while (n > 0) {
		ssize_t done = write(fd, text, n);

		if (done <= 0)
			return;
		text += done;
		n -= (size_t)done;
	}
}

/* How many bytes the line has; -1: it did not end well. */
static ssize_t
read_line(int fd, struct secret *to)
{
	unsigned char *at = secret_fill(to);
	size_t n = 0;

	for (;;) {
		ssize_t got = read(fd, at + n, 1);

		if (caught != 0 || (got < 0 && errno != EINTR))
			return -1;
		if (got < 0)
			continue;
		if (got == 0 || at[n] == '\n')
			return (ssize_t)n;
		if (++n > PASSPHRASE_MAX)
			return -1;
	}
}

/* Echo is off between; every handler and the terminal are as before after. */
static ssize_t
read_silently(int fd, const char *prompt, struct secret *to)
{
	struct sigaction ours = { .sa_handler = on_signal }, old[SIGNALS];
	struct termios was, silent;
	ssize_t n = -1;

	if (tcgetattr(fd, &was) != 0)
		return -1;
	silent = was;
	silent.c_lflag &= ~(tcflag_t)(ECHO | ECHONL);
	silent.c_lflag |= ICANON | ISIG;
	caught = 0;
	sigemptyset(&ours.sa_mask);
	for (size_t i = 0; i < SIGNALS; i++)
		sigaction(signals[i], &ours, &old[i]);
	if (tcsetattr(fd, TCSAFLUSH, &silent) == 0) {
		put(fd, prompt);
		n = read_line(fd, to);
		put(fd, "\n");
		tcsetattr(fd, TCSAFLUSH, &was);
	}
	for (size_t i = 0; i < SIGNALS; i++)
		sigaction(signals[i], &old[i], NULL);
	if (caught != 0)
		raise(caught);
	return n;
}

enum err_code
passphrase_ask(const char *prompt, const char *hint, struct secret **out,
    struct err *err)
{
	int fd = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
	struct secret *s;
	ssize_t n;

	if (fd < 0)
		return err_set(err, E_LOCKED, "no passphrase, and no terminal "
		    "to ask at: %s", hint);
	s = secret_room(PASSPHRASE_MAX + 1);
	n = read_silently(fd, prompt, s);
	close(fd);
	if (n > 0) {
		secret_cut(s, (size_t)n);
		*out = s;
		return E_OK;
	}
	secret_free(s);
	return err_set(err, E_LOCKED, n == 0 ? "no passphrase was typed" :
	    "no passphrase could be read from the terminal");
}
