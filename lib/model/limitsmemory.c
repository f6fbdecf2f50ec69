/* Limits that one process keeps for itself: tests, and runs without a store. */
#include "model/limits.h"

struct memory {
	struct net_limits table;
	VEC(struct host_state) hosts;
};

static struct host_state *
host_of(struct memory *m, const char *host)
{
	struct host_state *h;

	for (size_t i = 0; i < m->hosts.len; i++)
		if (strcmp(m->hosts.at[i].host, host) == 0)
			return &m->hosts.at[i];
	h = vec_add(&m->hosts);
	TEXT_SET(h->host, host);
	return h;
}

static enum err_code
define(void *self, const struct budget *b, struct err *err)
{
	(void)err;
	host_define(host_of(self, b->host), b);
	return E_OK;
}

static enum err_code
take(void *self, const struct net_cost *cost, int64_t now,
    enum take_result *result, int64_t *until, struct err *err)
{
	(void)err;
	*result = host_take(host_of(self, cost->host), cost, now, until);
	return E_OK;
}

static enum err_code
done(void *self, const struct net_cost *cost, int64_t taken, int64_t now,
    bool sent, struct err *err)
{
	(void)err;
	host_done(host_of(self, cost->host), cost, taken, now, sent);
	return E_OK;
}

static enum err_code
used(void *self, const struct net_used *u, int64_t now, struct err *err)
{
	(void)err;
	host_used(host_of(self, u->host), u, now);
	return E_OK;
}

static enum err_code
ban(void *self, const char *host, int64_t until, int64_t now, struct err *err)
{
	(void)err;
	host_ban(host_of(self, host), until, now);
	return E_OK;
}

static enum err_code
health(void *self, const char *host, bool worked, int64_t now,
    struct err *err)
{
	(void)err;
	host_health(host_of(self, host), worked, now);
	return E_OK;
}

static enum err_code
clock_get(void *self, const char *host, int64_t *offset, int64_t *at,
    struct err *err)
{
	const struct host_state *h = host_of(self, host);

	(void)err;
	*offset = h->offset;
	*at = h->offset_at;
	return E_OK;
}

static enum err_code
clock_set_offset(void *self, const char *host, int64_t offset, int64_t at,
    struct err *err)
{
	struct host_state *h = host_of(self, host);

	(void)err;
	h->offset = offset;
	h->offset_at = at;
	return E_OK;
}

static enum err_code
begin(void *self, struct err *err)
{
	(void)self;
	(void)err;
	return E_OK;
}

static enum err_code
end(void *self, enum err_code rc, struct err *err)
{
	(void)self;
	(void)err;
	return rc;
}

struct net_limits *
limits_memory(void)
{
	struct memory *m = mem_alloc(sizeof(*m));

	m->table = (struct net_limits){ m, define, take, done, used, ban,
	    health, clock_get, clock_set_offset, begin, end };
	return &m->table;
}

void
limits_memory_free(struct net_limits *l)
{
	struct memory *m = l != NULL ? l->self : NULL;

	if (m == NULL)
		return;
	for (size_t i = 0; i < m->hosts.len; i++)
		host_state_release(&m->hosts.at[i]);
	vec_release(&m->hosts);
	free(m);
}
