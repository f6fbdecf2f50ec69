/*
 * TLS: a peer is who its certificate says, made by a trusted root, in force
 * and for that name, over TLS 1.2 or later, or nothing is sent. The user's
 * root is trusted beside the system's; sessions are resumed.
 */
#include "netclient.h"

#include <openssl/pem.h>
#include <openssl/x509v3.h>

struct identity { EVP_PKEY *key; X509 *cert; };

static void
add_extension(X509 *cert, X509 *issuer, int nid, const char *value)
{
	X509V3_CTX context;
	X509_EXTENSION *e;

	X509V3_set_ctx(&context, issuer, cert, NULL, NULL, 0);
	e = X509V3_EXT_conf_nid(NULL, &context, nid, value);
	X509_add_ext(cert, e, -1);
	X509_EXTENSION_free(e);
}

/* name NULL: a root. by NULL: signed by itself. days: from now on, or ago. */
static struct identity
identity_new(const char *name, const struct identity *by, int days)
{
	struct identity id = { EVP_EC_gen("P-256"), X509_new() };
	const char *cn = name != NULL ? name : "etrms test root";
	char alt[64];
	static long serial;

	X509_set_version(id.cert, 2);
	ASN1_INTEGER_set(X509_get_serialNumber(id.cert), ++serial);
	X509_gmtime_adj(X509_getm_notBefore(id.cert), -86400L * 10);
	X509_gmtime_adj(X509_getm_notAfter(id.cert), 86400L * days);
	X509_set_pubkey(id.cert, id.key);
	X509_NAME_add_entry_by_txt(X509_get_subject_name(id.cert), "CN",
	    MBSTRING_ASC, (const unsigned char *)cn, -1, -1, 0);
	X509_set_issuer_name(id.cert, X509_get_subject_name(by != NULL ?
	    by->cert : id.cert));
	if (name == NULL) {
		add_extension(id.cert, id.cert, NID_basic_constraints,
		    "critical,CA:TRUE");
		add_extension(id.cert, id.cert, NID_key_usage,
		    "critical,keyCertSign,cRLSign");
	} else {
		snprintf(alt, sizeof(alt), "DNS:%s", name);
		add_extension(id.cert, by != NULL ? by->cert : id.cert,
		    NID_subject_alt_name, alt);
	}
	X509_sign(id.cert, by != NULL ? by->key : id.key, EVP_sha256());
	return id;
}

static void
identity_release(struct identity *id)
{
	EVP_PKEY_free(id->key);
	X509_free(id->cert);
}

static char ca_path[64];

static void
ca_write(const struct identity *root)
{
	FILE *f;

	strcpy(ca_path, "/tmp/etrms-ca-XXXXXX");
	f = fdopen(mkstemp(ca_path), "w");
	PEM_write_X509(f, root->cert);
	fclose(f);
}

static SSL_CTX *
server_of(const struct identity *id)
{
	SSL_CTX *tls = SSL_CTX_new(TLS_server_method());

	SSL_CTX_use_certificate(tls, id->cert);
	SSL_CTX_use_PrivateKey(tls, id->key);
	SSL_CTX_set_session_id_context(tls, (const unsigned char *)"t", 1);
	return tls;
}

static const struct peer_reply whole = { .how = PEER_WHOLE };
static struct identity root;

/* One submit to a peer with that certificate. */
static void
submit_to(const struct identity *id, const char *ca, int version)
{
	struct peer p = { .script = &whole, .script_len = 1 };
	struct http_request ask;

	p.tls = server_of(id);
	if (version != 0) {
		SSL_CTX_set_min_proto_version(p.tls, TLS1_VERSION);
		SSL_CTX_set_max_proto_version(p.tls, version);
		SSL_CTX_set_security_level(p.tls, 0);
		SSL_CTX_set_cipher_list(p.tls, "ALL:@SECLEVEL=0");
	}
	peer_start(&p);
	options.ca_file = ca;
	client_new();
	guard_calls = 0;
	ask = ask_for(&p, HTTP_SUBMIT, "POST");
	ask.guard = &guard;
	run_one(&ask);
	http_client.close(client);
	client = NULL;
	peer_stop(&p);
	SSL_CTX_free(p.tls);
	is_int(p.posts, said[0].outcome == HTTP_ANSWERED);
	is_int(guard_calls, said[0].outcome == HTTP_ANSWERED);
}

static void
a_peer_of_a_trusted_root_is_asked(void)
{
	struct identity id = identity_new("localhost", &root, 10);

	submit_to(&id, ca_path, 0);
	is_int(said[0].outcome, HTTP_ANSWERED);
	submit_to(&id, ca_path, TLS1_2_VERSION);
	is_int(said[0].outcome, HTTP_ANSWERED);
	identity_release(&id);
	client_end();
}

static void
refused(const char *why)
{
	is_int(said[0].outcome, HTTP_NOT_SENT);
	is_int(said[0].tries, 1);
	if (!ok(strstr(said[0].why, why) != NULL))
		printf("# %s\n", said[0].why);
}

static void
other_peers_are_not(void)
{
	struct identity other = identity_new(NULL, NULL, 10);
	struct identity good = identity_new("localhost", &root, 10);
	struct identity stranger = identity_new("localhost", &other, 10);
	struct identity alone = identity_new("localhost", NULL, 10);
	struct identity late = identity_new("localhost", &root, -1);
	struct identity named = identity_new("venue.example", &root, 10);

	submit_to(&good, "", 0);
	refused("unable to get local issuer certificate");
	/* a root of the trusted one's name, with another key */
	submit_to(&stranger, ca_path, 0);
	is_int(said[0].outcome, HTTP_NOT_SENT);
	submit_to(&alone, ca_path, 0);
	refused("self-signed certificate");
	submit_to(&late, ca_path, 0);
	refused("certificate has expired");
	submit_to(&named, ca_path, 0);
	refused("no alternative certificate subject name matches");
	submit_to(&good, "/nowhere/ca.pem", 0);
	refused("error setting certificate");
	identity_release(&other);
	identity_release(&good);
	identity_release(&stranger);
	identity_release(&alone);
	identity_release(&late);
	identity_release(&named);
	client_end();
}

static void
old_tls_is_not_spoken(void)
{
	struct identity id = identity_new("localhost", &root, 10);

	submit_to(&id, ca_path, TLS1_1_VERSION);
	is_int(said[0].outcome, HTTP_NOT_SENT);
	is_int(said[0].class, HTTP_CLASS_NOT_SENT);
	identity_release(&id);
	client_end();
}

static void
connections_and_sessions_are_used_again(void)
{
	struct identity id = identity_new("localhost", &root, 10);
	static const struct peer_reply closing = { .how = PEER_CLOSE };
	struct peer p = { .script = &whole, .script_len = 1 };
	struct http_request ask;

	p.tls = server_of(&id);
	peer_start(&p);
	options.ca_file = ca_path;
	client_new();
	ask = ask_for(&p, HTTP_READ, "GET");
	for (int i = 0; i < 5; i++)
		run_one(&ask);
	is_int(p.requests, 5);
	is_int(p.connections, 1);
	/* where the peer closes, the session at least is resumed */
	p.script = &closing;
	for (int i = 0; i < 5; i++)
		run_one(&ask);
	is_int(p.requests, 10);
	is_int(p.connections, 5);
	is_int(p.resumed, 4);
	client_end();
	peer_stop(&p);
	SSL_CTX_free(p.tls);
	identity_release(&id);
}

int
main(void)
{
	signal(SIGPIPE, SIG_IGN);
	curl_global_init(CURL_GLOBAL_ALL);
	root = identity_new(NULL, NULL, 10);
	ca_write(&root);
	TEST(a_peer_of_a_trusted_root_is_asked);
	TEST(other_peers_are_not);
	TEST(old_tls_is_not_spoken);
	TEST(connections_and_sessions_are_used_again);
	identity_release(&root);
	unlink(ca_path);
	curl_global_cleanup();
	return tap_done();
}
