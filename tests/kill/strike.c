/*
 * strike CALL N COMMAND...: runs the command and kills it on entry of its N-th
 * system call of that name, before the call is done. Its exit code is the
 * command's, and 128 more than the signal's number where one has ended it.
 *
 * strace --inject says where it kills in the same way, but stops the command at
 * every system call; here the kernel's filter lets the others pass.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define OPTIONS (PTRACE_O_EXITKILL | PTRACE_O_TRACESECCOMP | \
	PTRACE_O_TRACEEXEC | PTRACE_O_TRACECLONE | PTRACE_O_TRACEFORK | \
	PTRACE_O_TRACEVFORK)

static const struct call { const char *name; unsigned number; } calls[] = {
	{ "write", SYS_write },
	{ "pwrite64", SYS_pwrite64 },
	{ "fsync", SYS_fsync },
	{ "fdatasync", SYS_fdatasync },
	{ "openat", SYS_openat },
	{ "ftruncate", SYS_ftruncate },
	{ "fcntl", SYS_fcntl },
	{ "sendto", SYS_sendto },
	{ "recvfrom", SYS_recvfrom },
	{ "connect", SYS_connect },
#ifdef SYS_unlink
	{ "unlink", SYS_unlink },
	{ "rename", SYS_rename },
#endif
	{ NULL, 0 }
};

static void
die(const char *what)
{
	fprintf(stderr, "strike: %s: %s\n", what, strerror(errno));
	_exit(125);
}

/* Stops at this call, lets all others pass. */
static void
filter(unsigned number)
{
	struct sock_filter steps[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
		    offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, number, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRACE),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)
	};
	const struct sock_fprog program = {
		sizeof(steps) / sizeof(steps[0]), steps
	};

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
	    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0)
		die("seccomp");
}

static void
run(char *const *command, unsigned number)
{
	if (ptrace(PTRACE_TRACEME, 0, NULL, NULL) != 0 ||
	    raise(SIGSTOP) != 0)
		die("ptrace");
	filter(number);
	execvp(command[0], command);
	die(command[0]);
}

static void
go_on(pid_t pid, int with)
{
	/* Gone already, it is waited for all the same. */
	if (ptrace(PTRACE_CONT, pid, NULL, (void *)(long)with) != 0 &&
	    errno != ESRCH)
		die("ptrace");
}

/* What others of the command do, threads and children, is not counted. */
static int
watch(pid_t child, long n)
{
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, __WALL)) > 0) {
		if (!WIFSTOPPED(status)) {
			if (pid != child)
				continue;
			return WIFSIGNALED(status) ? 128 + WTERMSIG(status) :
			    WEXITSTATUS(status);
		}
		if (status >> 16 == PTRACE_EVENT_SECCOMP && pid == child &&
		    --n == 0)
			kill(child, SIGKILL);
		else if (status >> 16 != 0 || WSTOPSIG(status) == SIGSTOP)
			go_on(pid, 0);
		else
			go_on(pid, WSTOPSIG(status));
	}
	die("wait");
	return 125;
}

int
main(int argc, char **argv)
{
	const struct call *c = calls;
	long n = argc > 3 ? strtol(argv[2], NULL, 10) : 0;
	pid_t child;
	int status;

	while (argc > 3 && c->name != NULL && strcmp(c->name, argv[1]) != 0)
		c++;
	if (n < 1 || c->name == NULL) {
		fprintf(stderr, "usage: strike CALL N COMMAND...\n");
		return 125;
	}
	if ((child = fork()) == 0)
		run(argv + 3, c->number);
	if (child < 0 || waitpid(child, &status, 0) != child ||
	    !WIFSTOPPED(status))
		die("fork");
	if (ptrace(PTRACE_SETOPTIONS, child, NULL, (void *)(long)OPTIONS) != 0)
		die("ptrace");
	go_on(child, 0);
	return watch(child, n);
}
