/*
 * One client, one set of shared limits, and a signer for each account, made
 * when the first venue asks for them.
 */
#include "cmd/online.h"
#include "cmd/vault.h"

#include "base/mem.h"
#include "gate/gate.h"
#include "net/net.h"
#include "risk/policy.h"
#include "store/netstate.h"
#include "venue/live.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>

struct held_signer { char label[LABEL_SIZE]; struct signer *signer; };

struct online {
	struct venue_env env;
	VEC(struct held_signer) signers;
	struct store *own;	/* the second connection; NULL: none */
	struct net_limits *limits;
	const struct http_ops *ops;
	struct http *http;
	struct http_options wire;	/* of lines */
};

enum err_code
session_net_store(struct session *s, struct store **out, struct err *err)
{
	struct online *o = s->online;
	enum err_code rc = E_OK;

	if (s->cmd->needs & NEED_STORE) {
		*out = s->store;
		return E_OK;
	}
	if (o->own == NULL) {
		rc = store_open(s->store_place, STORE_CREATE, &o->own, err);
		if (rc == E_OK)
			store_correlate(o->own, s->correlation_id);
	}
	*out = o->own;
	return rc;
}

/* A setting whose "none" means nothing. */
static const char *
setting(const struct session *s, const char *key)
{
	const char *text = conf_text(s->conf, key);

	return strcmp(text, "none") == 0 ? "" : text;
}

/* The same for the client and for lines. */
static struct http_options
client_options(const struct session *s)
{
	return (struct http_options){
		.limits = s->online->limits,
		.clock = clock_system(),
		.proxy = setting(s, "network.proxy"),
		.ca_file = setting(s, "network.ca-file"),
		.connect_limit = conf_int(s->conf, "network.connect-timeout"),
		.total_limit = conf_int(s->conf, "network.timeout"),
		.stopped = gate_interrupted
	};
}

static enum err_code
open_limits(struct session *s, struct err *err)
{
	struct online *o = s->online;
	enum err_code rc = o->limits != NULL ? E_OK :
	    netstate_open(s->store_place, &o->limits, err);

	o->env.limits = o->limits;
	return rc;
}

static enum err_code
open_client(struct session *s, struct err *err)
{
	struct online *o = s->online;
	struct http_options options;
	struct err why;
	enum err_code rc = open_limits(s, err);

	if (rc != E_OK)
		return rc;
	/* To an account it is as if its exchange could not be reached. */
	if (module_open(&s->network, &network_module, &why) != E_OK)
		return err_set(err, E_NETWORK, "%s", why.text);
	options = client_options(s);
	o->ops = ((const struct net_module *)s->network.table)->http;
	return o->ops->open(&options, &o->http, err);
}

static enum err_code
network(void *self, const struct http_ops **ops, struct http **http,
    struct err *err)
{
	struct session *s = self;
	enum err_code rc = s->online->http != NULL ? E_OK :
	    open_client(s, err);

	*ops = s->online->ops;
	*http = s->online->http;
	return rc;
}

enum err_code
session_wire(struct session *s, struct loop *l, struct live_options *out,
    struct err *err)
{
	const struct http_ops *ops;
	struct http *http;
	enum err_code rc;

	(void)session_env(s);
	rc = network(s, &ops, &http, err);
	if (rc != E_OK)
		return rc;
	s->online->wire = client_options(s);
	s->online->wire.loop = l;
	*out = (struct live_options){ .http = &s->online->wire, .sockets =
	    ((const struct net_module *)s->network.table)->websocket };
	return E_OK;
}

enum err_code
session_signals(int *fd, struct err *err)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGHUP);
	sigprocmask(SIG_BLOCK, &set, NULL);
	*fd = signalfd(-1, &set, SFD_CLOEXEC);
	return *fd >= 0 ? E_OK : err_set(err, E_OUTPUT, "signalfd: %s",
	    strerror(errno));
}

static enum err_code
signer(void *self, const struct account *a, const struct signer **out,
    struct err *err)
{
	struct session *s = self;
	struct online *o = s->online;
	struct held_signer new = {0};
	enum err_code rc;

	for (size_t i = 0; i < o->signers.len; i++)
		if (strcmp(o->signers.at[i].label, a->label) == 0) {
			*out = o->signers.at[i].signer;
			return E_OK;
		}
	TEXT_SET(new.label, a->label);
	rc = session_signer(s, a->label, a->venue, a->base_url, &new.signer,
	    err);
	if (rc != E_OK)
		return rc;
	vec_push(&o->signers, new);
	*out = new.signer;
	return E_OK;
}

enum err_code
session_ceilings(void *self, const struct account *a, struct policy *p,
    struct err *err)
{
	const struct ceilings *all = NULL;
	struct vault *v = NULL;
	enum err_code rc;

	if (a->mode == MODE_PAPER)
		return E_OK;
	rc = session_vault(self, &v, err);
	if (rc == E_OK)
		rc = vault_ceilings(v, a->label, &all, err);
	for (size_t i = 0; rc == E_OK && i < all->len; i++)
		rc = policy_ceil(p, a->label, all->at[i].rule,
		    all->at[i].value, err);
	return rc;
}

static const char *
address(void *self, const struct venue_kind *kind)
{
	return setting(self, kind->address);
}

/* A session that only reads opens a store to write in when it has to. */
static enum err_code
keep(void *self, struct store **out, struct err *err)
{
	return session_net_store(self, out, err);
}

const struct venue_env *
session_env(struct session *s)
{
	if (s->online == NULL) {
		s->online = mem_alloc(sizeof(*s->online));
		s->online->env = (struct venue_env){ .self = s,
		    .network = network, .signer = signer,
		    .address = address, .keep = keep };
	}
	return &s->online->env;
}

void
session_fresh_lists(struct session *s)
{
	(void)session_env(s);
	s->online->env.instruments_age = 1;
}

void
online_close(struct session *s)
{
	struct online *o = s->online;

	if (o == NULL)
		return;
	if (o->http != NULL)
		o->ops->close(o->http);
	for (size_t i = 0; i < o->signers.len; i++)
		signer_free(o->signers.at[i].signer);
	vec_release(&o->signers);
	netstate_free(o->limits);
	store_close(o->own);
	free(o);
	s->online = NULL;
}

/* What a venue reads: the session's store, if it has one. */
static enum err_code
venue_store(struct session *s, struct store **out, struct err *err)
{
	*out = s->store;
	return s->store != NULL ? E_OK : session_net_store(s, out, err);
}

enum err_code
session_venue(struct session *s, const struct account *a, struct venue **out,
    struct err *err)
{
	const struct venue_env *env = session_env(s);
	struct store *store = NULL;
	enum err_code rc = venue_store(s, &store, err);

	if (rc == E_OK && a->mode == MODE_LIVE)
		rc = open_limits(s, err);
	return rc == E_OK ? venue_open(store, a, env, out, err) : rc;
}

enum err_code
session_market(struct session *s, const char *venue, struct venue **out,
    struct err *err)
{
	const struct venue_env *env = session_env(s);
	struct store *store = NULL;
	enum err_code rc = venue_store(s, &store, err);

	return rc == E_OK ? venue_market(store, venue, env, out, err) : rc;
}
