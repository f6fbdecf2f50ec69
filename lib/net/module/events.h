/* What libcurl calls that which poll(2) tells and is asked for. */
#ifndef NET_MODULE_EVENTS_H
#define NET_MODULE_EVENTS_H

#include <curl/curl.h>
#include <poll.h>

/* For curl_multi_socket_action(). */
static inline int
events_seen(short revents)
{
	return ((revents & (POLLIN | POLLHUP)) != 0 ? CURL_CSELECT_IN : 0) |
	    ((revents & POLLOUT) != 0 ? CURL_CSELECT_OUT : 0) |
	    ((revents & (POLLERR | POLLNVAL)) != 0 ? CURL_CSELECT_ERR : 0);
}

/* What CURLMOPT_SOCKETFUNCTION is told to look for. */
static inline short
events_wanted(int what)
{
	switch (what) {
	case CURL_POLL_IN:
		return POLLIN;
	case CURL_POLL_OUT:
		return POLLOUT;
	case CURL_POLL_INOUT:
		return POLLIN | POLLOUT;
	default:
		return 0;
	}
}

#endif
