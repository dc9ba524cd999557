/* Starts a notebook from a Cortex-M4, over a stream that QEMU's semihosting gives: device URL ID. The stream is that of the
 * files 0 and 1 of QEMU, with a modem of its own kind at their other end. */
#include "device.h"
#include "scnet_notebook.h"

#include <string.h>

struct files {
    int received, sent;
};

static int open_file(const char *path, int mode)
{
    uint32_t block[3];
    block[0] = (uint32_t)path;
    block[1] = (uint32_t)mode;
    block[2] = (uint32_t)strlen(path);
    return semihosting(SEMIHOSTING_OPEN, block);
}

/* Reads or writes. Returns the number of bytes, or a negative error. */
static int transfer(int operation, int file, const void *buffer, size_t size)
{
    uint32_t block[3];
    int left;
    block[0] = (uint32_t)file;
    block[1] = (uint32_t)buffer;
    block[2] = (uint32_t)size;
    left = semihosting(operation, block);
    return left < 0 || (size_t)left > size ? -1 : (int)size - left;
}

static void close_stream(void *context)
{
    const struct files *files = (const struct files *)context;
    uint32_t file = (uint32_t)files->received;
    semihosting(SEMIHOSTING_CLOSE, &file);
    file = (uint32_t)files->sent;
    semihosting(SEMIHOSTING_CLOSE, &file);
}

/* Writes all of a text. Returns 0 or a negative error. */
static int command(const struct files *files, const char *text)
{
    size_t size = strlen(text);
    return transfer(SEMIHOSTING_WRITE, files->sent, text, size) == (int)size ? 0 : -1;
}

/* Lets the other end dial: "host:port", and "+" if it is connected. It limits the time too, as semihosting cannot. */
static int open_stream(void *context, const char *host, uint16_t port, bool secure)
{
    struct files *files = (struct files *)context;
    char digits[12], answer = 0;
    if (secure) {
        return -2; /* without TLS the token would travel in the clear */
    }
    files->received = open_file("/dev/fd/0", 1);
    files->sent = open_file("/dev/fd/1", 5);
    if (command(files, host) != 0 || command(files, ":") != 0 || command(files, decimal(port, digits)) != 0 ||
        command(files, "\n") != 0 || transfer(SEMIHOSTING_READ, files->received, &answer, 1) != 1 || answer != '+') {
        close_stream(files); /* the library does so only after an open that returned 0 */
        return -1;
    }
    return 0;
}

static int read_stream(void *context, unsigned char *buffer, size_t size)
{
    return transfer(SEMIHOSTING_READ, ((const struct files *)context)->received, buffer, size);
}

static int write_stream(void *context, const unsigned char *buffer, size_t size)
{
    return transfer(SEMIHOSTING_WRITE, ((const struct files *)context)->sent, buffer, size);
}

/* Cuts a word off a line. Returns NULL at its end. */
static char *next_word(char **line)
{
    char *word = *line, *end = strchr(word, ' ');
    *line = end != NULL ? end + 1 : word + strlen(word);
    if (end != NULL) {
        *end = 0;
    }
    return *word != 0 ? word : NULL;
}

int main(void)
{
    static char line[512];
    char *rest = line;
    static unsigned char buffer[512];
    static char message[128], text[256];
    struct files files = {-1, -1};
    const scnet_stream stream = {&files, open_stream, close_stream, read_stream, write_stream};
    scnet_request request = {NULL, "a-token-of-the-device", NULL, buffer, sizeof buffer, message, sizeof message};
    scnet_result result;
    uint32_t block[2];

    block[0] = (uint32_t)line;
    block[1] = sizeof line;
    if (semihosting(SEMIHOSTING_GET_CMDLINE, block) == 0 && next_word(&rest) != NULL) {
        request.base_url = next_word(&rest);
        request.notebook_id = next_word(&rest);
    }
    scnet_start(&request, &stream, &result);
    scnet_text(&result, text, sizeof text);
    say(text);
    say("\n");
    if (message[0] != 0) {
        say("the service says: ");
        say(message);
        say("\n");
    }
    say_number("outcome=", result.outcome);
    say_number(" fault=", result.fault);
    say_number(" step=", result.step);
    say_number(" reason=", result.reason);
    say_number(" status=", result.status);
    say_number(" code=", (int32_t)result.code);
    say_number(" retry_after=", (int32_t)result.retry_after);
    say_number(" error=", result.error);
    say_number(" detail=", (int32_t)result.detail);
    say("\n");
    return result.outcome;
}
