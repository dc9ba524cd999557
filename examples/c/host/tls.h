/* A stream for http and https: that of tcp.h, with TLS by Mbed TLS, 2.28 to 4. A program sets the CA in `config` before its first
 * call. */
#ifndef TLS_H
#define TLS_H

#include <mbedtls/ssl.h>
#include <mbedtls/version.h>
#if MBEDTLS_VERSION_NUMBER < 0x04000000
#include <mbedtls/ctr_drbg.h>
#include <mbedtls/entropy.h>
#else
#include <psa/crypto.h>
#endif

#include "tcp.h"

struct tls {
    struct tcp tcp;
    bool secure;
    mbedtls_ssl_context ssl;
    mbedtls_ssl_config config;
#if MBEDTLS_VERSION_NUMBER < 0x04000000
    mbedtls_entropy_context entropy;
    mbedtls_ctr_drbg_context random;
#endif
};

/* Prepares for any number of calls, one after the other. Returns 0 or an error of Mbed TLS. */
static inline int init_tls(struct tls *tls, long limit)
{
    int result;
    tls->tcp.limit = limit;
    mbedtls_ssl_config_init(&tls->config);
#if MBEDTLS_VERSION_NUMBER < 0x04000000
    mbedtls_entropy_init(&tls->entropy);
    mbedtls_ctr_drbg_init(&tls->random);
    mbedtls_ssl_conf_rng(&tls->config, mbedtls_ctr_drbg_random, &tls->random);
    result = mbedtls_ctr_drbg_seed(&tls->random, mbedtls_entropy_func, &tls->entropy, NULL, 0);
#else
    result = (int)psa_crypto_init();
#endif
    if (result == 0) {
        result = mbedtls_ssl_config_defaults(&tls->config, MBEDTLS_SSL_IS_CLIENT, MBEDTLS_SSL_TRANSPORT_STREAM,
                                             MBEDTLS_SSL_PRESET_DEFAULT);
    }
    mbedtls_ssl_conf_authmode(&tls->config, MBEDTLS_SSL_VERIFY_REQUIRED);
#ifdef MBEDTLS_SSL_PROTO_TLS1_3
    /* An attacker can lead Mbed TLS before 3.6.8 into TLS 1.3 without keys, if it offers both versions: CVE-2026-115490. */
    mbedtls_ssl_conf_max_tls_version(&tls->config, MBEDTLS_SSL_VERSION_TLS1_2);
#endif
    return result;
}

static inline void free_tls(struct tls *tls)
{
    mbedtls_ssl_config_free(&tls->config);
#if MBEDTLS_VERSION_NUMBER < 0x04000000
    mbedtls_ctr_drbg_free(&tls->random);
    mbedtls_entropy_free(&tls->entropy);
#endif
}

/* Returns whether to call Mbed TLS again: each time it waits for the stream, which ends at the deadline. */
static inline bool again(int result)
{
#ifdef MBEDTLS_ERR_SSL_RECEIVED_NEW_SESSION_TICKET
    if (result == MBEDTLS_ERR_SSL_RECEIVED_NEW_SESSION_TICKET) {
        return true; /* of TLS 1.3, for a program that sets it; not an error */
    }
#endif
    return result == MBEDTLS_ERR_SSL_WANT_READ || result == MBEDTLS_ERR_SSL_WANT_WRITE;
}

static inline void close_tls(void *context)
{
    struct tls *tls = (struct tls *)context;
    if (tls->secure) {
        mbedtls_ssl_close_notify(&tls->ssl);
        mbedtls_ssl_free(&tls->ssl);
    }
    close_tcp(&tls->tcp);
}

static inline int open_tls(void *context, const char *host, uint16_t port, bool secure)
{
    struct tls *tls = (struct tls *)context;
    int result = connect_tcp(&tls->tcp, host, port);
    tls->secure = secure;
    if (result != 0 || !secure) {
        return result;
    }
    mbedtls_ssl_init(&tls->ssl);
    result = mbedtls_ssl_setup(&tls->ssl, &tls->config);
    if (result == 0) {
        result = mbedtls_ssl_set_hostname(&tls->ssl, host); /* verified, and sent as SNI */
    }
    if (result == 0) {
        mbedtls_ssl_set_bio(&tls->ssl, &tls->tcp, write_tcp, read_tcp, NULL);
        do {
            result = mbedtls_ssl_handshake(&tls->ssl);
        } while (again(result));
    }
    if (result != 0) {
        close_tls(tls); /* the library does so only after an open that returned 0 */
    }
    return result;
}

static inline int read_tls(void *context, unsigned char *buffer, size_t size)
{
    struct tls *tls = (struct tls *)context;
    int result;
    if (!tls->secure) {
        return read_tcp(&tls->tcp, buffer, size);
    }
    do {
        result = mbedtls_ssl_read(&tls->ssl, buffer, size);
    } while (again(result));
    if (result == MBEDTLS_ERR_SSL_PEER_CLOSE_NOTIFY) {
        return 0; /* the end of the stream */
    }
    if (result == 0) {
        return -ECONNRESET; /* the connection ended, but TLS did not: somebody may have cut the reply */
    }
    return result;
}

static inline int write_tls(void *context, const unsigned char *buffer, size_t size)
{
    struct tls *tls = (struct tls *)context;
    int result;
    if (!tls->secure) {
        return write_tcp(&tls->tcp, buffer, size);
    }
    do {
        result = mbedtls_ssl_write(&tls->ssl, buffer, size);
    } while (again(result));
    return result;
}

#endif
