/* Starts a notebook from a POSIX host, over a TCP stream of this program: host URL ID [MILLISECONDS]. The token is in
 * SCNET_TOKEN. */
#define _POSIX_C_SOURCE 200809L
#include "tcp.h"

#include <stdlib.h>

#include "print.h"

static int open_tcp(void *context, const char *host, uint16_t port, bool secure)
{
    if (secure) {
        return -EPROTONOSUPPORT; /* without TLS the token would travel in the clear */
    }
    return connect_tcp((struct tcp *)context, host, port);
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
