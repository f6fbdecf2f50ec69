/*
 * What the client makes of limits: the clock is mended once and signed with,
 * bans and budgets hold before anything is sent, headers are learned from;
 * and fifty processes over one store never exceed a served limit and obey a
 * ban.
 */
#include "store/netstate.h"

#include "netclient.h"

#include <sys/mman.h>
#include <sys/wait.h>

static struct net_limits *memory;

static void
given(struct peer *p)
{
	memory = limits_memory();
	options.limits = memory;
	peer_start(p);
	client_new();
}

static void
over(struct peer *p)
{
	limits_memory_free(memory);
	client_end();
	peer_stop(p);
}

static const char *
host_of(const struct peer *p)
{
	static char host[64];

	snprintf(host, sizeof(host), "127.0.0.1:%d", p->port);
	return host;
}

/* A day ahead of us; signed calls must say its time, nearer to it than to ours:
 * how far off they are beyond that is how busy this machine is. */
#define AHEAD STAMP_DAY
#define NEAR (AHEAD / 4)
static int64_t venue_now(void) { return clock_now(&options.clock) + AHEAD; }

static struct peer_reply
strict_about_time(struct peer *p, const char *request)
{
	static char text[64];
	const char *t = strstr(request, "t=");
	int64_t off;

	(void)p;
	if (strncmp(request, "GET /time", 9) == 0) {
		snprintf(text, sizeof(text), "%lld", (long long)venue_now());
		return (struct peer_reply){ .body = text };
	}
	off = (t != NULL ? strtoll(t + 2, NULL, 10) : 0) - venue_now();
	if (p->self != NULL || off > NEAR || off < -NEAR)
		return (struct peer_reply){ .status = "400 Bad",
		    .body = "-1021" };
	return (struct peer_reply){ .body = "fine" };
}

static enum err_code
sign(void *self, int64_t now, struct buf *url, struct buf *body,
    struct err *e)
{
	(void)self;
	(void)body;
	(void)e;
	buf_printf(url, "&t=%lld", (long long)now);
	return E_OK;
}

static enum http_class
by_code(void *self, const struct http_answer *a)
{
	(void)self;
	return strcmp(buf_text(&a->body), "-1021") == 0 ? HTTP_CLASS_CLOCK :
	    HTTP_CLASS_NONE;
}

static bool
read_time(void *self, const struct http_answer *a, int64_t *time)
{
	(void)self;
	*time = strtoll(buf_text(&a->body), NULL, 10);
	return *time > 0;
}

static struct http_request time_ask;
static const struct http_sync sync_by = { &time_ask, read_time, NULL };

static void
the_clock_is_mended_and_kept(void)
{
	struct peer p = { .answer = strict_about_time };
	struct http_request asks[3];
	char where[64];
	int64_t offset, at;

	given(&p);
	snprintf(where, sizeof(where), "http://127.0.0.1:%d/time", p.port);
	time_ask = (struct http_request){ .method = "GET", .url = where };
	for (int i = 0; i < 3; i++) {
		asks[i] = ask_for(&p, HTTP_READ, "GET");
		asks[i].prepare = sign;
		asks[i].classify = by_code;
		asks[i].sync = &sync_by;
	}
	ok(http_client.run(client, asks, said, 3, &err) == E_OK);
	for (int i = 0; i < 3; i++) {
		is_int(said[i].class, HTTP_CLASS_DONE);
		is_int(said[i].tries, 2);
		is_text(buf_text(&said[i].body), "fine");
	}
	ok(memory->clock_get(memory->self, host_of(&p), &offset, &at, &err) ==
	    E_OK);
	ok(offset > AHEAD - NEAR && offset < AHEAD + NEAR);
	ok(at > 0);
	run_one(asks);		/* knows it by now */
	is_int(said[0].tries, 1);
	asks[0].kind = HTTP_SUBMIT;
	asks[0].method = "POST";
	p.self = &p;		/* nothing will do: asked for the time once */
	run_one(asks);
	is_int(said[0].tries, 1);
	is_int(said[0].class, HTTP_CLASS_CLOCK);
	asks[0].kind = HTTP_CANCEL;
	run_one(asks);
	is_int(said[0].tries, 2);
	is_int(said[0].class, HTTP_CLASS_CLOCK);
	asks[0].sync = NULL;
	run_one(asks);
	is_int(said[0].tries, 1);
	over(&p);
}

static void
bans_hold_before_anything_is_sent(void)
{
	struct peer p = {0};
	struct http_request ask;

	SCRIPT(&p, { PEER_WHOLE, "418 Out", "Retry-After: 100000\r\n", NULL });
	given(&p);
	ask = ask_for(&p, HTTP_READ, "GET");
	run_one(&ask);
	is_int(p.requests, 1);
	for (enum http_kind k = HTTP_READ; k <= HTTP_CANCEL; k++) {
		ask = ask_for(&p, k, "POST");
		run_one(&ask);
		is_int(said[0].outcome, HTTP_NOT_SENT);
		is_int(said[0].class, HTTP_CLASS_LIMITED);
		is_int(said[0].tries, 0);
		ok(said[0].retry_at > clock_now(&options.clock) +
		    90000 * STAMP_SECOND);
		is_int(http_failed(&said[0], "x", &err), E_LIMITED);
	}
	is_int(p.requests, 1);
	over(&p);
}

static void
budgets_are_learned_from_headers(void)
{
	struct peer p = {0};
	struct http_request ask;
	struct budget b;

	SCRIPT(&p, { PEER_WHOLE, NULL, "X-MBX-USED-WEIGHT-1M: 1190\r\n"
	    "X-MBX-ORDER-COUNT-10S: 2\r\n", NULL });
	given(&p);
	b = (struct budget){ host_of(&p), "", BUDGET_WEIGHT, STAMP_MINUTE,
	    1200, false };
	ok(memory->define(memory->self, &b, &err) == E_OK);
	ask = ask_for(&p, HTTP_READ, "GET");
	ask.weight = 10;
	run_one(&ask);
	is_int(said[0].class, HTTP_CLASS_DONE);
	run_one(&ask);		/* exactly what is left */
	is_int(said[0].class, HTTP_CLASS_DONE);
	run_one(&ask);
	is_int(said[0].class, HTTP_CLASS_LIMITED);
	is_int(said[0].outcome, HTTP_NOT_SENT);
	is_int(p.requests, 2);
	ask.weight = 1201;
	run_one(&ask);
	is_int(said[0].retry_at, 0);
	ok(strstr(said[0].why, "costs more") != NULL);
	over(&p);
}

static void
reads_wait_for_a_budget_and_submits_do_not(void)
{
	struct peer p = {0};
	struct http_request asks[2];
	struct budget b;
	int64_t start = clock_monotonic();

	SCRIPT(&p, { PEER_WHOLE });
	given(&p);
	b = (struct budget){ host_of(&p), "", BUDGET_WEIGHT, STAMP_SECOND,
	    5, false };
	ok(memory->define(memory->self, &b, &err) == E_OK);
	asks[0] = asks[1] = ask_for(&p, HTTP_READ, "GET");
	asks[0].weight = asks[1].weight = 5;
	ok(http_client.run(client, asks, said, 2, &err) == E_OK);
	is_int(said[0].class, HTTP_CLASS_DONE);
	is_int(said[1].class, HTTP_CLASS_DONE);
	ok(since(start) >= 1000);
	/* This one would have to wait for a minute. */
	b = (struct budget){ host_of(&p), "", BUDGET_WEIGHT, STAMP_MINUTE,
	    12, false };
	ok(memory->define(memory->self, &b, &err) == E_OK);
	asks[0].kind = HTTP_SUBMIT;
	asks[0].guard = &guard;
	guard_calls = 0;
	run_one(asks);
	is_int(said[0].outcome, HTTP_NOT_SENT);
	is_int(said[0].class, HTTP_CLASS_LIMITED);
	is_int(said[0].tries, 0);
	is_int(guard_calls, 0);
	over(&p);
}

/* INT and TERM, where nobody holds them, end a process that waits: it would
 * for an hour. */
static void
signals_end_a_wait(void)
{
	static const int signals[] = { SIGINT, SIGTERM };
	struct peer p = {0};
	struct http_request ask;
	int status;

	SCRIPT(&p, { PEER_WHOLE, "429 Slow", "Retry-After: 3600\r\n", NULL });
	for (int i = 0; i < 2; i++) {
		pid_t pid = fork();

		if (pid == 0) {
			given(&p);
			ask = ask_for(&p, HTTP_READ, "GET");
			ask.patience = STAMP_DAY;
			run_one(&ask);
			_exit(0);
		}
		usleep(300000);
		kill(pid, signals[i]);
		ok(waitpid(pid, &status, 0) == pid);
		ok(WIFSIGNALED(status) && WTERMSIG(status) == signals[i]);
	}
}

/* Limits that cannot be read stop a request, and lose no answer. */
static enum err_code
broken_take(void *self, const struct net_cost *c, int64_t now,
    enum take_result *r, int64_t *until, struct err *e)
{
	(void)self;
	(void)c;
	(void)now;
	(void)r;
	(void)until;
	return err_set(e, E_STORE, "store: damaged");
}

static enum err_code
broken_done(void *self, const struct net_cost *c, int64_t taken, int64_t now,
    bool sent, struct err *e)
{
	(void)self;
	(void)c;
	(void)taken;
	(void)now;
	(void)sent;
	return err_set(e, E_STORE, "store: damaged");
}

static void
broken_limits_stop_and_lose_nothing(void)
{
	struct peer p = {0};
	struct http_request ask;

	SCRIPT(&p, { PEER_WHOLE });
	given(&p);
	memory->done = broken_done;
	ask = ask_for(&p, HTTP_SUBMIT, "POST");
	run_one(&ask);
	is_int(said[0].outcome, HTTP_ANSWERED);
	memory->take = broken_take;
	is_int(http_client.run(client, &ask, said, 1, &err), E_STORE);
	is_text(err.text, "store: damaged");
	is_int(said[0].outcome, HTTP_NOT_SENT);
	is_int(p.posts, 1);
	over(&p);
}

/*
 * The host: a window of a second that begins wherever it likes, and one ban
 * in the middle. Arrivals are counted over every second that ends with one.
 */
enum { PROCESSES = 50, EACH = 6, LIMIT = 150 };
static struct { int64_t at; int weight; } arrivals[4096];
static int seen, exceeded;

/*
 * What all processes see of the ban: since when it has been written down, until
 * when it holds, and how often a budget was given out meanwhile. Not when
 * requests arrive: one that was on its way comes when this machine lets it.
 */
static struct ban_seen { _Atomic int64_t since, until; _Atomic int broken; }
*ban_seen;
static struct net_limits bare;		/* what is wrapped below */
static int64_t ban_said;		/* until; 0: not in this transaction */

static enum err_code
noting_ban(void *self, const char *host, int64_t until, int64_t now,
    struct err *e)
{
	ban_said = until;
	return bare.ban(self, host, until, now, e);
}

static enum err_code
noting_end(void *self, enum err_code rc, struct err *e)
{
	rc = bare.end(self, rc, e);
	if (rc == E_OK && ban_said != 0 && ban_seen->since == 0) {
		ban_seen->until = ban_said;
		ban_seen->since = clock_monotonic();
	}
	ban_said = 0;
	return rc;
}

static enum err_code
noting_take(void *self, const struct net_cost *c, int64_t now,
    enum take_result *result, int64_t *until, struct err *e)
{
	int64_t began = clock_monotonic(), since = ban_seen->since;
	enum err_code rc = bare.take(self, c, now, result, until, e);

	if (rc == E_OK && *result == TAKE_OK && since != 0 && began > since &&
	    now < ban_seen->until)
		ban_seen->broken++;
	return rc;
}

static struct peer_reply
counting(struct peer *p, const char *request)
{
	static char headers[PROCESSES * EACH * 2][80];
	int64_t now = clock_monotonic();
	int weight = atoi(strstr(request, "?a=") + 3), sum = 0;
	char *head = headers[(p->requests - 1) % (PROCESSES * EACH * 2)];

	arrivals[seen].at = now;
	arrivals[seen++].weight = weight;
	for (int i = seen - 1; i >= 0 && arrivals[i].at > now - 1000000; i--)
		sum += arrivals[i].weight;
	if (seen == PROCESSES * EACH / 2)
		return (struct peer_reply){ .status = "418 Out",
		    .headers = "Retry-After: 2\r\n" };
	snprintf(head, 80, "X-MBX-USED-WEIGHT-1S: %d\r\n", sum);
	if (sum > LIMIT) {
		exceeded++;
		return (struct peer_reply){ .status = "429 Slow",
		    .headers = "Retry-After: 1\r\n" };
	}
	return (struct peer_reply){ .headers = head };
}

static int
one_of_many(int number, int port_from, const char *store)
{
	struct net_limits *l = NULL;
	struct peer p = {0};
	struct http_request ask;
	struct budget b;
	char url[64];

	if (read(port_from, &p.port, sizeof(p.port)) != sizeof(p.port) ||
	    netstate_open(store, &l, &err) != E_OK)
		return 1;
	b = (struct budget){ host_of(&p), "", BUDGET_WEIGHT, STAMP_SECOND,
	    LIMIT, false };
	if (l->define(l->self, &b, &err) != E_OK)
		return 2;
	bare = *l;
	l->ban = noting_ban;
	l->end = noting_end;
	l->take = noting_take;
	options.limits = l;
	options.connect_limit = options.total_limit = STAMP_MINUTE;
	client_new();
	for (int i = 0; i < EACH; i++) {
		ask = ask_for(&p, HTTP_READ, "GET");
		ask.weight = 1 + (number + i) % 6;
		ask.patience = STAMP_HOUR;
		snprintf(url, sizeof(url), "http://127.0.0.1:%d/x?a=%d",
		    p.port, ask.weight);
		ask.url = url;
		if (http_client.run(client, &ask, said, 1, &err) != E_OK ||
		    said[0].class != HTTP_CLASS_DONE) {
			printf("# %s %s\n", err.text, said[0].why);
			return 3;
		}
	}
	client_end();
	netstate_free(l);
	return 0;
}

static void
fifty_processes_keep_one_limit(void)
{
	char folder[] = "/tmp/etrms-many-XXXXXX", store[64], command[96];
	struct peer p = { .answer = counting };
	struct net_limits *l = NULL;
	pid_t children[PROCESSES];
	int ports[2], status, good = 0;

	ban_seen = mmap(NULL, sizeof(*ban_seen), PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	ok(ban_seen != MAP_FAILED);
	ok(mkdtemp(folder) != NULL && pipe(ports) == 0);
	snprintf(store, sizeof(store), "%s/etrms.db", folder);
	ok(netstate_open(store, &l, &err) == E_OK);
	netstate_free(l);
	for (int i = 0; i < PROCESSES; i++) {
		children[i] = fork();
		if (children[i] == 0)
			_exit(one_of_many(i, ports[0], store));
	}
	peer_start(&p);
	for (int i = 0; i < PROCESSES; i++)
		ok(write(ports[1], &p.port, sizeof(p.port)) ==
		    sizeof(p.port));
	for (int i = 0; i < PROCESSES; i++) {
		ok(waitpid(children[i], &status, 0) == children[i]);
		good += WIFEXITED(status) && WEXITSTATUS(status) == 0;
	}
	is_int(good, PROCESSES);
	is_int(seen, PROCESSES * EACH + 1);	/* the banned one came again */
	is_int(exceeded, 0);
	ok(ban_seen->since != 0);
	is_int(ban_seen->broken, 0);
	close(ports[0]);
	close(ports[1]);
	peer_stop(&p);
	snprintf(command, sizeof(command), "rm -rf %s", folder);
	is_int(system(command), 0);
}

int
main(void)
{
	signal(SIGPIPE, SIG_IGN);
	curl_global_init(CURL_GLOBAL_ALL);
	options.clock = clock_system();
	TEST(fifty_processes_keep_one_limit);
	TEST(signals_end_a_wait);
	TEST(the_clock_is_mended_and_kept);
	TEST(bans_hold_before_anything_is_sent);
	TEST(budgets_are_learned_from_headers);
	TEST(reads_wait_for_a_budget_and_submits_do_not);
	TEST(broken_limits_stop_and_lose_nothing);
	curl_global_cleanup();
	return tap_done();
}
