/* Starts a notebook over Mbed TLS, 2.28 or 3: mbedtls URL ID CA. The token is in SCNET_TOKEN. A device needs the same open, read and
 * write, over its own sockets in place of mbedtls_net_*. */
#define _POSIX_C_SOURCE 200809L
#include <mbedtls/ctr_drbg.h>
#include <mbedtls/entropy.h>
#include <mbedtls/net_sockets.h>
#include <mbedtls/ssl.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "print.h"

enum { LIMIT_MS = 10000 }; /* once connected: mbedtls_net_connect waits as long as the system does */

struct tls {
    mbedtls_net_context net;
    mbedtls_ssl_context ssl;
    mbedtls_ssl_config config;
    mbedtls_x509_crt ca;
    mbedtls_entropy_context entropy;
    mbedtls_ctr_drbg_context random;
    long long deadline; /* of the whole call, in milliseconds */
};

static long long now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000LL + time.tv_nsec / 1000000;
}

/* Returns whether to call Mbed TLS again, and lets it wait no longer than the deadline. */
static bool again(struct tls *tls, int result)
{
    long long left = tls->deadline - now();
    mbedtls_ssl_conf_read_timeout(&tls->config, left > 0 ? (uint32_t)left : 1);
#ifdef MBEDTLS_ERR_SSL_RECEIVED_NEW_SESSION_TICKET
    if (result == MBEDTLS_ERR_SSL_RECEIVED_NEW_SESSION_TICKET && left > 0) {
        return true; /* of TLS 1.3, and not an error */
    }
#endif
    return (result == MBEDTLS_ERR_SSL_WANT_READ || result == MBEDTLS_ERR_SSL_WANT_WRITE) && left > 0;
}

static void close_tls(void *context)
{
    struct tls *tls = (struct tls *)context;
    mbedtls_ssl_close_notify(&tls->ssl);
    mbedtls_ssl_free(&tls->ssl);
    mbedtls_ssl_config_free(&tls->config);
    mbedtls_net_free(&tls->net);
}

static int open_tls(void *context, const char *host, uint16_t port, bool secure)
{
    struct tls *tls = (struct tls *)context;
    char service[6];
    int result;
    if (!secure) {
        return MBEDTLS_ERR_SSL_FEATURE_UNAVAILABLE; /* this program is for https */
    }
    tls->deadline = now() + LIMIT_MS;
    snprintf(service, sizeof service, "%u", (unsigned)port);
    mbedtls_net_init(&tls->net);
    mbedtls_ssl_init(&tls->ssl);
    mbedtls_ssl_config_init(&tls->config);
    result = mbedtls_net_connect(&tls->net, host, service, MBEDTLS_NET_PROTO_TCP);
    if (result == 0) {
        result = mbedtls_ssl_config_defaults(&tls->config, MBEDTLS_SSL_IS_CLIENT, MBEDTLS_SSL_TRANSPORT_STREAM,
                                             MBEDTLS_SSL_PRESET_DEFAULT);
    }
    if (result == 0) {
        mbedtls_ssl_conf_authmode(&tls->config, MBEDTLS_SSL_VERIFY_REQUIRED);
        mbedtls_ssl_conf_ca_chain(&tls->config, &tls->ca, NULL);
        mbedtls_ssl_conf_rng(&tls->config, mbedtls_ctr_drbg_random, &tls->random);
        result = mbedtls_ssl_setup(&tls->ssl, &tls->config);
    }
    if (result == 0) {
        result = mbedtls_ssl_set_hostname(&tls->ssl, host); /* verified, and sent as SNI */
    }
    if (result == 0) {
        mbedtls_ssl_set_bio(&tls->ssl, &tls->net, mbedtls_net_send, NULL, mbedtls_net_recv_timeout);
        again(tls, 0);
        do {
            result = mbedtls_ssl_handshake(&tls->ssl);
        } while (again(tls, result));
    }
    if (result != 0) {
        close_tls(tls); /* the library does so only after an open that returned 0 */
    }
    return result;
}

static int read_tls(void *context, unsigned char *buffer, size_t size)
{
    struct tls *tls = (struct tls *)context;
    int result;
    again(tls, 0);
    do {
        result = mbedtls_ssl_read(&tls->ssl, buffer, size);
    } while (again(tls, result));
    if (result == MBEDTLS_ERR_SSL_PEER_CLOSE_NOTIFY) {
        return 0; /* the end of the stream */
    }
    if (result == 0) {
        return MBEDTLS_ERR_NET_CONN_RESET; /* the connection ended, but TLS did not: somebody may have cut the reply */
    }
    return result;
}

static int write_tls(void *context, const unsigned char *buffer, size_t size)
{
    struct tls *tls = (struct tls *)context;
    int result;
    do {
        result = mbedtls_ssl_write(&tls->ssl, buffer, size);
    } while (again(tls, result));
    return result;
}

int main(int argc, char **argv)
{
    static struct tls tls;
    const scnet_stream stream = {&tls, open_tls, close_tls, read_tls, write_tls};
    unsigned char buffer[512];
    char message[128], text[256];
    scnet_request request = {NULL, getenv("SCNET_TOKEN"), NULL, buffer, sizeof buffer, message, sizeof message};
    scnet_result result;

    mbedtls_x509_crt_init(&tls.ca);
    mbedtls_entropy_init(&tls.entropy);
    mbedtls_ctr_drbg_init(&tls.random);
    if (argc != 4 || mbedtls_x509_crt_parse_file(&tls.ca, argv[3]) != 0 ||
        mbedtls_ctr_drbg_seed(&tls.random, mbedtls_entropy_func, &tls.entropy, NULL, 0) != 0) {
        fputs("usage: SCNET_TOKEN=... mbedtls URL ID CA\n", stderr);
        return 64;
    }
    request.base_url = argv[1];
    request.notebook_id = argv[2];
    scnet_start(&request, &stream, &result);
    scnet_text(&result, text, sizeof text);
    print_result(&result, text, message);
    mbedtls_ctr_drbg_free(&tls.random);
    mbedtls_entropy_free(&tls.entropy);
    mbedtls_x509_crt_free(&tls.ca);
    return result.outcome;
}
