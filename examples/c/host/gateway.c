/* Starts a notebook from a Linux gateway, with the sockets and the TLS of the library: gateway URL ID [CA [MILLISECONDS]]. The
 * token is in SCNET_TOKEN. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "print.h"

int main(int argc, char **argv)
{
    scnet_https https;
    scnet_request request;
    scnet_result result;
    unsigned char buffer[512];
    char message[128], text[512];

    if (argc < 3 || argc > 5) {
        fputs("usage: SCNET_TOKEN=... gateway URL ID [CA [MILLISECONDS]]\n", stderr);
        return 64;
    }
    memset(&https, 0, sizeof https);
    https.ca_file = argc > 3 && argv[3][0] != 0 ? argv[3] : NULL;
    https.timeout_ms = argc > 4 ? (uint32_t)strtoul(argv[4], NULL, 10) : 0;
    https.text = text;
    https.text_size = sizeof text;

    request.base_url = argv[1];
    request.token = getenv("SCNET_TOKEN"); /* NULL is an error of the call */
    request.notebook_id = argv[2];
    request.buffer = buffer;
    request.buffer_size = sizeof buffer;
    request.message = message;
    request.message_size = sizeof message;

    scnet_start_https(&request, &https, &result);
    print_result(&result, text, message);
    return result.outcome;
}
