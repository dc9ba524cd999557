/* A TCP stream with one deadline for the whole call, over POSIX sockets: those of a host, of lwIP in ESP-IDF, or of Zephyr. */
#ifndef TCP_H
#define TCP_H

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>
#ifdef ESP_PLATFORM
#include <sys/poll.h>
#else
#include <poll.h>
#endif

#include "scnet_notebook.h"

#ifndef MSG_NOSIGNAL
#define MSG_NOSIGNAL 0 /* Zephyr has no SIGPIPE */
#endif

struct tcp {
    int fd;
    long limit;         /* of the whole call, in milliseconds; set it before the call */
    long long deadline; /* the end of that time */
};

static inline long long now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000LL + time.tv_nsec / 1000000;
}

/* Waits for an event until the deadline. Returns 0 or a negative error. */
static inline int await_event(const struct tcp *tcp, short events)
{
    for (;;) {
        struct pollfd poll_fd;
        long long left = tcp->deadline - now();
        int ready;
        if (left <= 0) {
            return -ETIMEDOUT;
        }
        poll_fd.fd = tcp->fd;
        poll_fd.events = events;
        ready = poll(&poll_fd, 1, left < 60000 ? (int)left : 60000);
        if (ready > 0) {
            return 0;
        }
        if (ready < 0 && errno != EINTR) {
            return -errno;
        }
    }
}

/* Connects to one address. Returns 0 or a negative error. */
static inline int connect_to(struct tcp *tcp, const struct addrinfo *address)
{
    int error = 0;
    socklen_t size = sizeof error;
    tcp->fd = socket(address->ai_family, address->ai_socktype, address->ai_protocol);
    if (tcp->fd < 0) {
        return -errno;
    }
    if (fcntl(tcp->fd, F_SETFL, O_NONBLOCK) != 0) {
        error = errno; /* a call that blocks would not end at the deadline */
    } else if (connect(tcp->fd, address->ai_addr, address->ai_addrlen) != 0) {
        error = errno == EINPROGRESS ? -await_event(tcp, POLLOUT) : errno;
        if (error == 0 && getsockopt(tcp->fd, SOL_SOCKET, SO_ERROR, &error, &size) != 0) {
            error = errno;
        }
    }
    if (error != 0) {
        close(tcp->fd);
    }
    return -error;
}

/* Connects to a host, and begins the time of the call. Returns 0 or a negative error. */
static inline int connect_tcp(struct tcp *tcp, const char *host, uint16_t port)
{
    struct addrinfo hints, *addresses, *address;
    char service[6];
    int result = -EHOSTUNREACH;
    tcp->deadline = now() + tcp->limit;
    snprintf(service, sizeof service, "%u", (unsigned)port);
    memset(&hints, 0, sizeof hints);
    hints.ai_socktype = SOCK_STREAM;
    if (getaddrinfo(host, service, &hints, &addresses) != 0) { /* the resolver has a time limit of its own, see the README */
        return -EHOSTUNREACH;
    }
    for (address = addresses; address != NULL && result != 0; address = address->ai_next) {
        result = connect_to(tcp, address);
    }
    freeaddrinfo(addresses);
    return result;
}

static inline void close_tcp(void *context)
{
    close(((struct tcp *)context)->fd);
}

static inline int read_tcp(void *context, unsigned char *buffer, size_t size)
{
    const struct tcp *tcp = (const struct tcp *)context;
    int error = await_event(tcp, POLLIN);
    while (error == 0) {
        ssize_t count = recv(tcp->fd, buffer, size, 0);
        if (count >= 0) {
            return (int)count; /* 0 is the end of the stream */
        }
        error = errno == EAGAIN || errno == EINTR ? await_event(tcp, POLLIN) : -errno;
    }
    return error;
}

static inline int write_tcp(void *context, const unsigned char *buffer, size_t size)
{
    const struct tcp *tcp = (const struct tcp *)context;
    int error = await_event(tcp, POLLOUT);
    while (error == 0) {
        ssize_t count = send(tcp->fd, buffer, size, MSG_NOSIGNAL);
        if (count > 0) {
            return (int)count;
        }
        error = errno == EAGAIN || errno == EINTR ? await_event(tcp, POLLOUT) : -errno;
    }
    return error;
}

#endif
