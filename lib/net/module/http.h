/* What module.c exports of the client. */
#ifndef NET_MODULE_HTTP_H
#define NET_MODULE_HTTP_H

#include "net/http.h"

extern const struct http_ops http_client;

#endif
