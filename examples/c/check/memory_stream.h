/* A stream in memory, whose callbacks fail and lie on demand. */
#ifndef MEMORY_STREAM_H
#define MEMORY_STREAM_H

#include <limits.h>
#include <string.h>

#include "scnet_notebook.h"

#define REPLY(status, headers, length, body) \
    "HTTP/1.1 " status "\r\n" headers "Content-Length: " length "\r\n\r\n" body
#define STARTED REPLY("200 OK", "", "40", "{\"code\":\"0\",\"msg\":\"success\",\"data\":true}")

/* A lie: one more than there was room for. */
#define TOO_MANY (-1000)

struct memory {
    const char *reply;
    size_t length, given; /* of the reply */
    size_t pieces;        /* the most that a read gives */
    int open_result;
    int read_lie, read_lie_at, write_lie, write_lie_at; /* by the number of the call, -1 for none */
    int reads, writes, opened, closed;
    size_t offered, sent; /* bytes that write was given, and that it took */
    char host[160];
    uint16_t port;
    bool secure;
    char request[512]; /* its beginning */
};

static int memory_open(void *context, const char *host, uint16_t port, bool secure)
{
    struct memory *memory = (struct memory *)context;
    memory->opened++;
    strncpy(memory->host, host, sizeof memory->host - 1);
    memory->port = port;
    memory->secure = secure;
    return memory->open_result;
}

static void memory_close(void *context)
{
    ((struct memory *)context)->closed++;
}

static int memory_read(void *context, unsigned char *buffer, size_t size)
{
    struct memory *memory = (struct memory *)context;
    size_t count = memory->length - memory->given;
    if (memory->reads++ == memory->read_lie_at) {
        return memory->read_lie == TOO_MANY ? (int)size + 1 : memory->read_lie;
    }
    count = count > size ? size : count;
    count = count > memory->pieces ? memory->pieces : count;
    memcpy(buffer, memory->reply + memory->given, count);
    memory->given += count;
    return (int)count;
}

static int memory_write(void *context, const unsigned char *buffer, size_t size)
{
    struct memory *memory = (struct memory *)context;
    size_t room = sizeof memory->request - 1;
    memory->offered = memory->sent + size;
    if (memory->writes++ == memory->write_lie_at) {
        return memory->write_lie == TOO_MANY ? (int)size + 1 : memory->write_lie;
    }
    if (memory->sent < room) {
        memcpy(memory->request + memory->sent, buffer, size < room - memory->sent ? size : room - memory->sent);
    }
    memory->sent += size;
    return (int)size;
}

static void memory_stream(scnet_stream *stream, struct memory *memory, const char *reply)
{
    memset(memory, 0, sizeof *memory);
    memory->reply = reply;
    memory->length = strlen(reply);
    memory->pieces = SIZE_MAX;
    memory->read_lie_at = memory->write_lie_at = -1;
    stream->context = memory;
    stream->open = memory_open;
    stream->close = memory_close;
    stream->read = memory_read;
    stream->write = memory_write;
}

#endif
