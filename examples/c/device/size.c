/* Images that are only weighed: with STUB the callbacks alone, else with the library too. */
#include "scnet_notebook.h"

#include <string.h>

volatile int opaque;
static unsigned char buffer[512];
static char message[128];

static int open_stream(void *context, const char *host, uint16_t port, bool secure)
{
    (void)context;
    opaque = host[0] + port + secure;
    return opaque;
}

static void close_stream(void *context)
{
    (void)context;
    opaque = 0;
}

static int read_stream(void *context, unsigned char *bytes, size_t size)
{
    (void)context;
    bytes[0] = (unsigned char)opaque;
    return (int)size;
}

static int write_stream(void *context, const unsigned char *bytes, size_t size)
{
    (void)context;
    opaque = bytes[0];
    return (int)size;
}

/* The part of the C library that every firmware links. */
static void *(*volatile const copy)(void *, const void *, size_t) = memcpy;
static void *(*volatile const fill)(void *, int, size_t) = memset;

#ifdef STUB
/* Calls the callbacks, as the library does. */
scnet_outcome scnet_start(const scnet_request *request, const scnet_stream *stream, scnet_result *result)
{
    opaque = stream->open(stream->context, request->base_url, 443, true);
    opaque = stream->write(stream->context, request->buffer, request->buffer_size);
    opaque = stream->read(stream->context, request->buffer, request->buffer_size);
    stream->close(stream->context);
    result->status = 0;
    return SCNET_OUTCOME_STARTED;
}
#endif

int main(void)
{
    static const scnet_stream stream = {0, open_stream, close_stream, read_stream, write_stream};
    static const scnet_request request = {
        "https://scnet-demo.accloud.cn", "eyJhbGciOiJIUzI1NiJ9", "1821067171420946434", buffer, sizeof buffer, message, sizeof message,
    };
    fill(message, opaque, sizeof message);
    copy(message, buffer, sizeof message);
    scnet_result result;
    opaque = scnet_start(&request, &stream, &result);
#ifdef TEXT
    scnet_text(&result, message, sizeof message);
#endif
    return (int)result.status;
}
