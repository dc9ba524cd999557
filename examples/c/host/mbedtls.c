/* Starts a notebook over Mbed TLS: mbedtls URL ID CA [MILLISECONDS]. The token is in SCNET_TOKEN. */
#define _POSIX_C_SOURCE 200809L
#include "tls.h"

#include <stdlib.h>

#include "print.h"

int main(int argc, char **argv)
{
    static struct tls tls;
    static mbedtls_x509_crt ca;
    const scnet_stream stream = {&tls, open_tls, close_tls, read_tls, write_tls};
    unsigned char buffer[512];
    char message[128], text[256];
    scnet_request request = {NULL, getenv("SCNET_TOKEN"), NULL, buffer, sizeof buffer, message, sizeof message};
    scnet_result result;

    mbedtls_x509_crt_init(&ca);
    if (argc < 4 || argc > 5 || init_tls(&tls, argc > 4 ? strtol(argv[4], NULL, 10) : 10000) != 0 ||
        mbedtls_x509_crt_parse_file(&ca, argv[3]) != 0) {
        fputs("usage: SCNET_TOKEN=... mbedtls URL ID CA [MILLISECONDS]\n", stderr);
        return 64;
    }
    mbedtls_ssl_conf_ca_chain(&tls.config, &ca, NULL);
    request.base_url = argv[1];
    request.notebook_id = argv[2];
    scnet_start(&request, &stream, &result);
    scnet_text(&result, text, sizeof text);
    print_result(&result, text, message);
    free_tls(&tls);
    mbedtls_x509_crt_free(&ca);
    return result.outcome;
}
