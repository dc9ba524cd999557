/* Starts a notebook from a POSIX host, over a TCP stream of this program: host URL ID [MILLISECONDS]. The token is in
 * SCNET_TOKEN. */
#define _POSIX_C_SOURCE 200809L
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "print.h"

struct tcp {
    int fd;
    long limit;         /* of the whole call, in milliseconds */
    long long deadline; /* the end of that time */
};

static long long now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000LL + time.tv_nsec / 1000000;
}

/* Waits for an event until the deadline. Returns 0 or a negative error. */
static int await_event(const struct tcp *tcp, short events)
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
        ready = poll(&poll_fd, 1, (int)left);
        if (ready > 0) {
            return 0;
        }
        if (ready < 0 && errno != EINTR) {
            return -errno;
        }
    }
}

/* Connects to one address. Returns 0 or a negative error. */
static int connect_to(struct tcp *tcp, const struct addrinfo *address)
{
    int error = 0;
    socklen_t size = sizeof error;
    tcp->fd = socket(address->ai_family, address->ai_socktype, address->ai_protocol);
    if (tcp->fd < 0) {
        return -errno;
    }
    fcntl(tcp->fd, F_SETFL, O_NONBLOCK);
    if (connect(tcp->fd, address->ai_addr, address->ai_addrlen) != 0) {
        error = errno == EINPROGRESS ? -await_event(tcp, POLLOUT) : errno;
        if (error == 0) {
            getsockopt(tcp->fd, SOL_SOCKET, SO_ERROR, &error, &size);
        }
    }
    if (error != 0) {
        close(tcp->fd);
    }
    return -error;
}

static int open_tcp(void *context, const char *host, uint16_t port, bool secure)
{
    struct tcp *tcp = (struct tcp *)context;
    struct addrinfo hints, *addresses, *address;
    char service[6];
    int result = -EHOSTUNREACH;
    if (secure) {
        return -EPROTONOSUPPORT; /* without TLS the token would travel in the clear */
    }
    tcp->deadline = now() + tcp->limit;
    snprintf(service, sizeof service, "%u", (unsigned)port);
    memset(&hints, 0, sizeof hints);
    hints.ai_socktype = SOCK_STREAM;
    if (getaddrinfo(host, service, &hints, &addresses) != 0) { /* the time that this takes is limited by resolv.conf */
        return -EHOSTUNREACH;
    }
    for (address = addresses; address != NULL && result != 0; address = address->ai_next) {
        result = connect_to(tcp, address);
    }
    freeaddrinfo(addresses);
    return result;
}

static void close_tcp(void *context)
{
    close(((struct tcp *)context)->fd);
}

static int read_tcp(void *context, unsigned char *buffer, size_t size)
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

static int write_tcp(void *context, const unsigned char *buffer, size_t size)
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

int main(int argc, char **argv)
{
    struct tcp tcp = {-1, 10000, 0};
    scnet_stream stream;
    scnet_request request;
    scnet_result result;
    unsigned char buffer[512];
    char message[128], text[256];

    if (argc < 3 || argc > 4) {
        fputs("usage: SCNET_TOKEN=... host URL ID [MILLISECONDS]\n", stderr);
        return 64;
    }
    if (argc > 3) {
        tcp.limit = strtol(argv[3], NULL, 10);
    }
    stream.context = &tcp;
    stream.open = open_tcp;
    stream.close = close_tcp;
    stream.read = read_tcp;
    stream.write = write_tcp;

    request.base_url = argv[1];
    request.token = getenv("SCNET_TOKEN"); /* NULL is an error of the call */
    request.notebook_id = argv[2];
    request.buffer = buffer;
    request.buffer_size = sizeof buffer;
    request.message = message;
    request.message_size = sizeof message;

    scnet_start(&request, &stream, &result);
    scnet_text(&result, text, sizeof text);
    print_result(&result, text, message);
    return result.outcome;
}
