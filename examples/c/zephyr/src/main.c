/* Starts a notebook from a board with Zephyr: http from 3.7, https from 4.4. Each reset makes a call. */
#undef _POSIX_C_SOURCE
#define _POSIX_C_SOURCE 200809L
#include "tcp.h"

#ifdef CONFIG_NET_SOCKETS_SOCKOPT_TLS
#include <zephyr/net/socket.h>
#include <zephyr/net/tls_credentials.h>

#ifndef CONFIG_NET_SOCKETS_TLS_CONNECT_TIMEOUT
#error "Before Zephyr 4.4 a handshake has no time limit, or only 3 seconds"
#endif

enum { CA = 1 };
static const unsigned char ca[] = {
#include "ca.der.inc"
};
#endif

#include "print.h"

/* Opens a TLS socket of Zephyr. Its connect makes the handshake too, and blocks: CONFIG_NET_SOCKETS_CONNECT_TIMEOUT and
 * CONFIG_NET_SOCKETS_TLS_CONNECT_TIMEOUT limit it. */
static int connect_tls(struct tcp *tcp, const char *host, uint16_t port)
{
#ifdef CONFIG_NET_SOCKETS_SOCKOPT_TLS
    static const sec_tag_t tags[] = {CA};
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM}, *address;
    char service[6];
    int result = 0;
    tcp->deadline = now() + tcp->limit;
    snprintf(service, sizeof service, "%u", (unsigned)port);
    if (getaddrinfo(host, service, &hints, &address) != 0) {
        return -EHOSTUNREACH;
    }
    tcp->fd = socket(address->ai_family, SOCK_STREAM, IPPROTO_TLS_1_2);
    if (tcp->fd < 0) {
        result = -errno;
    } else if (setsockopt(tcp->fd, SOL_TLS, TLS_SEC_TAG_LIST, tags, sizeof tags) != 0 ||
               setsockopt(tcp->fd, SOL_TLS, TLS_HOSTNAME, host, strlen(host) + 1) != 0 ||
               connect(tcp->fd, address->ai_addr, address->ai_addrlen) != 0 ||
               fcntl(tcp->fd, F_SETFL, O_NONBLOCK) != 0) {
        result = -errno;
        close(tcp->fd);
    }
    freeaddrinfo(address);
    return result;
#else
    (void)tcp, (void)host, (void)port;
    return -EPROTONOSUPPORT; /* without TLS the token would travel in the clear */
#endif
}

static int open_socket(void *context, const char *host, uint16_t port, bool secure)
{
    struct tcp *tcp = (struct tcp *)context;
    return secure ? connect_tls(tcp, host, port) : connect_tcp(tcp, host, port);
}

int main(void)
{
    static struct tcp tcp = {-1, 30000, 0};
    static unsigned char buffer[512];
    static char message[128], text[256];
    const scnet_stream stream = {&tcp, open_socket, close_tcp, read_tcp, write_tcp};
    const scnet_request request = {CONFIG_SCNET_BASE_URL, CONFIG_SCNET_TOKEN, CONFIG_SCNET_NOTEBOOK_ID,
                                   buffer, sizeof buffer, message, sizeof message};
    scnet_result result;

#ifdef CONFIG_NET_SOCKETS_SOCKOPT_TLS
    if (tls_credential_add(CA, TLS_CREDENTIAL_CA_CERTIFICATE, ca, sizeof ca) != 0) {
        return 0; /* no CA, no call */
    }
#endif
    scnet_start(&request, &stream, &result);
    scnet_text(&result, text, sizeof text);
    print_result(&result, text, message);
    return 0;
}
