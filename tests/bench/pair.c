/*
 * Times two commands against each other: runs them by turns, so that what the
 * machine does meanwhile hits both, and prints both medians and their ratio.
 *
 *	pair RUNS LIMIT NAME COMMAND [PEER]
 *
 * COMMAND and PEER are shell words without quoting, split at blanks. LIMIT is
 * the ratio that COMMAND promises not to pass, or after a + the milliseconds
 * that it may take beyond PEER; without PEER, those that the best of its runs
 * may take. Beyond it the line says MISSED and the exit code is 1.
 */
#include <fcntl.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define RUNS_MAX 1000
#define WORDS_MAX 64

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static double
command_time(char *const argv[])
{
	posix_spawn_file_actions_t files;
	double start = now();
	int status;
	pid_t pid;

	posix_spawn_file_actions_init(&files);
	posix_spawn_file_actions_addopen(&files, 1, "/dev/null", O_WRONLY, 0);
	if (posix_spawnp(&pid, argv[0], &files, NULL, argv, environ) != 0 ||
	    waitpid(pid, &status, 0) < 0) {
		perror(argv[0]);
		exit(2);
	}
	posix_spawn_file_actions_destroy(&files);
	if (!WIFEXITED(status) || WEXITSTATUS(status) > 1) {
		fprintf(stderr, "pair: %s failed\n", argv[0]);
		exit(2);
	}
	return now() - start;
}

static void
words_split(char *line, char *argv[WORDS_MAX])
{
	int n = 0;

	for (char *w = strtok(line, " "); w != NULL && n < WORDS_MAX - 1;
	    w = strtok(NULL, " "))
		argv[n++] = w;
	argv[n] = NULL;
}

static int
by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

static int
alone(int runs, double limit, const char *name, char *const argv[])
{
	double best = command_time(argv);

	for (int i = 1; i < runs; i++) {
		double took = command_time(argv);

		best = took < best ? took : best;
	}
	printf("%-34s %9.3f ms  limit %g ms  %s\n", name, best, limit,
	    best <= limit ? "held" : "MISSED");
	return best > limit;
}

int
main(int argc, char **argv)
{
	static double ours[RUNS_MAX], peers[RUNS_MAX];
	char *a[WORDS_MAX], *b[WORDS_MAX];
	double limit, came;
	bool beyond;
	int runs;

	if (argc != 5 && argc != 6) {
		fprintf(stderr, "usage: pair RUNS LIMIT NAME COMMAND [PEER]\n");
		return 2;
	}
	runs = atoi(argv[1]);
	limit = atof(argv[2]);
	beyond = argv[2][0] == '+';
	if (runs < 1 || runs > RUNS_MAX)
		return 2;
	words_split(argv[4], a);
	if (argc == 5)
		return alone(runs, limit, argv[3], a);
	words_split(argv[5], b);
	command_time(a);
	command_time(b);
	for (int i = 0; i < runs; i++) {
		ours[i] = command_time(a);
		peers[i] = command_time(b);
	}
	qsort(ours, (size_t)runs, sizeof(double), by_size);
	qsort(peers, (size_t)runs, sizeof(double), by_size);
	came = beyond ? ours[runs / 2] - peers[runs / 2] :
	    ours[runs / 2] / peers[runs / 2];
	printf("%-34s %9.3f ms  peer %9.3f ms  %s %6.3f  limit %g  %s\n",
	    argv[3], ours[runs / 2], peers[runs / 2], beyond ? "beyond" :
	    "ratio", came, limit, came <= limit ? "held" : "MISSED");
	return came > limit;
}
