/* Checks of the interface that run on a host and on a device: callbacks that lie and fail, pointers that are NULL, strings and
 * buffers of any size. */
#include "checks.h"

#include <limits.h>
#include <string.h>

#include "memory_stream.h"

#define CHECK(condition) check((condition), #condition, __LINE__)

static void (*report_failure)(const char *failed, int line);
static int checked, failed;

static void check(int condition, const char *text, int line)
{
    checked++;
    if (!condition) {
        failed++;
        report_failure(text, line);
    }
}

static const char token[] = "eyJhbGciOiJIUzI1NiJ9";
static unsigned char buffer[512];
static char message[64];
static struct memory memory;
static scnet_stream stream;
static scnet_request request;
static scnet_result result;

/* Prepares a call that starts a notebook. */
static void prepare(const char *reply)
{
    memory_stream(&stream, &memory, reply);
    request.base_url = "https://scnet-demo.accloud.cn";
    request.token = token;
    request.notebook_id = "1821067171420946434";
    request.buffer = buffer;
    request.buffer_size = sizeof buffer;
    request.message = message;
    request.message_size = sizeof message;
    memset(&result, 0xFF, sizeof result);
    memset(message, 'x', sizeof message);
}

static scnet_outcome call(void)
{
    scnet_outcome outcome = scnet_start(&request, &stream, &result);
    CHECK(outcome == result.outcome);
    CHECK(memory.closed == (memory.opened && memory.open_result == 0));
    return outcome;
}

int make_call(void)
{
    prepare(STARTED);
    return scnet_start(&request, &stream, &result);
}

static void a_call_starts_a_notebook(void)
{
    static const char head[] = "POST /ac/openapi/v2/notebook/actions/start HTTP/1.1\r\n";
    prepare(STARTED);
    CHECK(call() == SCNET_OUTCOME_STARTED);
    CHECK(result.fault == SCNET_FAULT_NONE && result.step == SCNET_STEP_NONE && result.reason == SCNET_REASON_NONE);
    CHECK(result.status == 200 && result.code == 0 && result.retry_after == 0 && result.error == 0 && result.detail == 0);
    CHECK(strcmp(message, "success") == 0);
    CHECK(memory.opened == 1 && memory.port == 443 && memory.secure && strcmp(memory.host, "scnet-demo.accloud.cn") == 0);
    CHECK(memcmp(memory.request, head, sizeof head - 1) == 0);
    CHECK(strstr(memory.request, "\r\ntoken: eyJhbGciOiJIUzI1NiJ9\r\n") != NULL);
    CHECK(strstr(memory.request, "\r\n\r\n{\"notebookId\":\"1821067171420946434\"}") != NULL);
}

static void a_refusal_has_its_code_and_its_message(void)
{
    prepare(REPLY("429 Too Many", "Retry-After: 7\r\n", "56", "{\"code\":\"10007\",\"msg\":\"a\\nb \\u7528\\u6237\",\"data\":null}    "));
    CHECK(call() == SCNET_OUTCOME_REFUSED);
    CHECK(result.fault == SCNET_FAULT_ACCOUNT && result.step == SCNET_STEP_READ && result.reason == SCNET_REASON_CODE);
    CHECK(result.status == 429 && result.code == 10007 && result.retry_after == 7);
    CHECK(strcmp(message, "a?b \xE7\x94\xA8\xE6\x88\xB7") == 0);
}

static void the_token_is_masked_in_the_message(void)
{
    prepare(REPLY("200 OK", "", "73", "{\"code\":\"10008\",\"msg\":\"bad eyJhbGciOiJIUzI1NiJ9, bGciOiJIU, eyJhbGc\"}     "));
    CHECK(call() == SCNET_OUTCOME_REFUSED);
    CHECK(strcmp(message, "bad ********************, *********, eyJhbGc") == 0);
}

static void a_message_is_cut_to_fit(void)
{
    size_t size;
    for (size = 0; size < sizeof message; size++) {
        prepare(REPLY("200 OK", "", "45", "{\"code\":\"10007\",\"msg\":\"ab\xE7\x94\xA8\xE6\x88\xB7\",\"data\":null}"));
        request.message_size = size;
        CHECK(call() == SCNET_OUTCOME_REFUSED);
        CHECK(message[size] == 'x');
        if (size > 0) {
            size_t length = strlen(message);
            CHECK(length < size);
            CHECK(length == (size > 8 ? 8 : size > 5 ? 5 : size > 2 ? 2 : size - 1));
        }
    }
    prepare(STARTED);
    request.message = NULL;
    CHECK(call() == SCNET_OUTCOME_STARTED);
}

/* Makes a call whose arguments cannot be used. */
static int is_unusable(scnet_reason reason)
{
    return call() == SCNET_OUTCOME_NOT_SENT && result.reason == reason && result.fault == SCNET_FAULT_REQUEST &&
           result.step == SCNET_STEP_CHECK && !memory.opened;
}

static void null_is_an_error(void)
{
    prepare(STARTED);
    CHECK(scnet_start(NULL, &stream, &result) == SCNET_OUTCOME_NOT_SENT && result.reason == SCNET_REASON_NULL_POINTER);
    CHECK(scnet_start(&request, NULL, &result) == SCNET_OUTCOME_NOT_SENT && result.reason == SCNET_REASON_NULL_POINTER);
    CHECK(scnet_start(&request, &stream, NULL) == SCNET_OUTCOME_NOT_SENT);
    CHECK(scnet_start(NULL, NULL, NULL) == SCNET_OUTCOME_NOT_SENT);
    CHECK(!memory.opened);
    request.base_url = NULL, CHECK(is_unusable(SCNET_REASON_BASE_URL_SCHEME)), prepare(STARTED);
    request.token = NULL, CHECK(is_unusable(SCNET_REASON_TOKEN_EMPTY)), prepare(STARTED);
    request.notebook_id = NULL, CHECK(is_unusable(SCNET_REASON_NOTEBOOK_ID_EMPTY)), prepare(STARTED);
    request.buffer = NULL, CHECK(is_unusable(SCNET_REASON_NULL_POINTER) && message[0] == 0), prepare(STARTED);
    stream.open = NULL, CHECK(is_unusable(SCNET_REASON_NULL_POINTER)), prepare(STARTED);
    stream.close = NULL, CHECK(is_unusable(SCNET_REASON_NULL_POINTER)), prepare(STARTED);
    stream.read = NULL, CHECK(is_unusable(SCNET_REASON_NULL_POINTER)), prepare(STARTED);
    stream.write = NULL, CHECK(is_unusable(SCNET_REASON_NULL_POINTER));
}

static void a_string_with_a_defect_is_an_error(void)
{
    static char text[20001];
    memset(text, 'a', sizeof text - 1);

    prepare(STARTED), request.base_url = "", CHECK(is_unusable(SCNET_REASON_BASE_URL_SCHEME));
    prepare(STARTED), request.base_url = "https://", CHECK(is_unusable(SCNET_REASON_BASE_URL_NO_HOST));
    prepare(STARTED), request.base_url = "https://a:0", CHECK(is_unusable(SCNET_REASON_BASE_URL_PORT));
    prepare(STARTED), request.base_url = "https://a/", CHECK(is_unusable(SCNET_REASON_BASE_URL_TRAILING_SLASH));
    prepare(STARTED), request.base_url = "https://a@b", CHECK(is_unusable(SCNET_REASON_BASE_URL_USER_INFO));
    prepare(STARTED), request.base_url = "https://a/ b", CHECK(is_unusable(SCNET_REASON_BASE_URL_CHARACTER) && result.detail == 10);
    prepare(STARTED), request.base_url = "https://\xC3\xA9", CHECK(is_unusable(SCNET_REASON_BASE_URL_CHARACTER) && result.detail == 8);
    prepare(STARTED), request.token = "", CHECK(is_unusable(SCNET_REASON_TOKEN_EMPTY));
    prepare(STARTED), request.token = "abc\n", CHECK(is_unusable(SCNET_REASON_TOKEN_CHARACTER) && result.detail == 3);
    prepare(STARTED), request.token = "ab\xFF", CHECK(is_unusable(SCNET_REASON_TOKEN_CHARACTER) && result.detail == 2);
    prepare(STARTED), request.notebook_id = "", CHECK(is_unusable(SCNET_REASON_NOTEBOOK_ID_EMPTY));
    prepare(STARTED), request.notebook_id = "1\"", CHECK(is_unusable(SCNET_REASON_NOTEBOOK_ID_CHARACTER) && result.detail == 1);
    prepare(STARTED), request.notebook_id = "\x80", CHECK(is_unusable(SCNET_REASON_NOTEBOOK_ID_CHARACTER) && result.detail == 0);

    prepare(STARTED), request.notebook_id = text, CHECK(is_unusable(SCNET_REASON_NOTEBOOK_ID_TOO_LONG) && result.detail == 20000);
    /* Only the server limits a token. */
    prepare(STARTED), request.token = text, CHECK(call() == SCNET_OUTCOME_STARTED);
    memcpy(text, "https://", 8);
    prepare(STARTED), request.base_url = text, CHECK(is_unusable(SCNET_REASON_BASE_URL_TOO_LONG) && result.detail == 20000);
    text[128] = 0;
    prepare(STARTED), request.base_url = text, CHECK(call() == SCNET_OUTCOME_STARTED && strlen(memory.host) == 120);
}

static void a_buffer_of_any_size_is_safe(void)
{
    size_t size;
    for (size = 0; size <= 128; size++) {
        scnet_outcome outcome;
        prepare(STARTED);
        memset(buffer, 'x', sizeof buffer);
        request.buffer_size = size;
        outcome = call();
        CHECK(buffer[size] == 'x');
        if (size < 40) {
            CHECK(outcome == SCNET_OUTCOME_NOT_SENT && result.reason == SCNET_REASON_BUFFER_TOO_SMALL && result.detail == size);
            CHECK(!memory.opened);
        } else {
            CHECK(outcome == SCNET_OUTCOME_STARTED);
        }
    }
    prepare(STARTED), request.buffer_size = SIZE_MAX, CHECK(is_unusable(SCNET_REASON_NULL_POINTER));
    scnet_text(&result, message, sizeof message);
    CHECK(strstr(message, ": buffer_size is too large, or ") != NULL);
}

static void an_error_of_open_is_not_sent(void)
{
    static const int errors[] = {-1, 1, INT_MIN, INT_MAX};
    size_t i;
    for (i = 0; i < sizeof errors / sizeof *errors; i++) {
        prepare(STARTED);
        memory.open_result = errors[i];
        CHECK(call() == SCNET_OUTCOME_NOT_SENT);
        CHECK(result.step == SCNET_STEP_OPEN && result.reason == SCNET_REASON_CALLBACK && result.error == errors[i]);
        CHECK(result.fault == SCNET_FAULT_CONNECTION && memory.opened == 1 && memory.sent == 0);
    }
}

/* A write that fails or lies at any point: the outcome is unknown exactly if it was given the last byte. */
static void a_write_that_fails_or_lies_is_an_error(void)
{
    static const int lies[] = {-1, INT_MIN, 0, INT_MAX, TOO_MANY};
    size_t i, total;
    int at, outcome = SCNET_OUTCOME_NOT_SENT;
    prepare(STARTED);
    call();
    total = memory.sent;
    for (i = 0; i < sizeof lies / sizeof *lies; i++) {
        for (at = 0;; at++) {
            int is_negative = lies[i] < 0 && lies[i] != TOO_MANY;
            prepare(STARTED);
            memory.write_lie = lies[i];
            memory.write_lie_at = at;
            outcome = call();
            if (outcome == SCNET_OUTCOME_STARTED) {
                break; /* it was not called so often */
            }
            CHECK(outcome == (memory.offered < total ? SCNET_OUTCOME_NOT_SENT : SCNET_OUTCOME_UNKNOWN));
            CHECK(result.reason == (is_negative ? SCNET_REASON_CALLBACK : SCNET_REASON_BYTE_COUNT));
            CHECK(result.error == (is_negative ? lies[i] : 0));
        }
        CHECK(at > 0);
    }
}

static void a_read_that_fails_or_lies_is_an_error(void)
{
    static const int lies[] = {-1, INT_MIN, 0, INT_MAX, TOO_MANY};
    size_t i;
    int at;
    for (i = 0; i < sizeof lies / sizeof *lies; i++) {
        for (at = 0;; at++) {
            int is_negative = lies[i] < 0 && lies[i] != TOO_MANY;
            prepare(STARTED);
            memory.pieces = 16;
            memory.read_lie = lies[i];
            memory.read_lie_at = at;
            if (call() == SCNET_OUTCOME_STARTED) {
                break;
            }
            CHECK(result.outcome == SCNET_OUTCOME_UNKNOWN && result.fault == SCNET_FAULT_CONNECTION);
            CHECK(result.step == SCNET_STEP_AWAIT || result.step == SCNET_STEP_READ);
            CHECK(result.reason == (is_negative        ? SCNET_REASON_CALLBACK
                                    : lies[i] != 0     ? SCNET_REASON_BYTE_COUNT
                                                       : SCNET_REASON_END_OF_STREAM));
            CHECK(result.error == (is_negative ? lies[i] : 0));
        }
        CHECK(at > 0);
    }
}

static void a_reply_that_is_cut_anywhere_is_unknown(void)
{
    size_t cut, pieces;
    for (cut = 0; cut < strlen(STARTED); cut++) {
        prepare(STARTED);
        memory.length = cut;
        CHECK(call() == SCNET_OUTCOME_UNKNOWN && result.reason == SCNET_REASON_END_OF_STREAM);
    }
    for (pieces = 1; pieces < 128; pieces++) {
        prepare(STARTED);
        memory.pieces = pieces;
        CHECK(call() == SCNET_OUTCOME_STARTED);
    }
}

/* A stream whose open makes another call. */
static int open_and_call(void *context, const char *host, uint16_t port, bool secure)
{
    static unsigned char other_buffer[64];
    static struct memory other_memory;
    scnet_stream other_stream;
    scnet_result other_result;
    scnet_request other = request;
    memory_stream(&other_stream, &other_memory, STARTED);
    other.buffer = other_buffer;
    other.buffer_size = sizeof other_buffer;
    other.message = NULL;
    CHECK(scnet_start(&other, &other_stream, &other_result) == SCNET_OUTCOME_STARTED);
    return memory_open(context, host, port, secure);
}

static void a_callback_may_make_a_call(void)
{
    prepare(STARTED);
    stream.open = open_and_call;
    CHECK(call() == SCNET_OUTCOME_STARTED);
}

static void a_result_has_a_text(void)
{
    char text[128];
    size_t size;
    prepare(STARTED), request.token = "abc\n", call();
    scnet_text(&result, text, sizeof text);
    CHECK(strcmp(text, "not started, nothing was sent: token has a character at byte 3 that is not visible ASCII; trim a line end") == 0);
    for (size = 1; size < sizeof text; size++) {
        memset(text, 'x', sizeof text);
        scnet_text(&result, text, size);
        CHECK(strlen(text) < size && text[size] == 'x');
    }
    text[0] = 'x';
    scnet_text(&result, text, 0);
    scnet_text(&result, NULL, sizeof text);
    CHECK(text[0] == 'x');
    scnet_text(NULL, text, sizeof text);
    CHECK(text[0] == 0);
    scnet_text(&result, text, SIZE_MAX);
    CHECK(strncmp(text, "not started", 11) == 0);
    memset(&result, 0xFF, sizeof result);
    scnet_text(&result, text, sizeof text);
    CHECK(strncmp(text, "may have started, look at the notebook first: reason 255", 56) == 0);
    CHECK(strchr(scnet_version(), '.') != NULL);
}

int run_checks(void (*report)(const char *failed, int line), void (*pass)(const char *group))
{
    static const struct {
        const char *name;
        void (*run)(void);
    } groups[] = {
        {"memory-started", a_call_starts_a_notebook},
        {"memory-refused", a_refusal_has_its_code_and_its_message},
        {"masked-token", the_token_is_masked_in_the_message},
        {"cut-message", a_message_is_cut_to_fit},
        {"nulls", null_is_an_error},
        {"bad-strings", a_string_with_a_defect_is_an_error},
        {"buffer-sizes", a_buffer_of_any_size_is_safe},
        {"failed-open", an_error_of_open_is_not_sent},
        {"lying-write", a_write_that_fails_or_lies_is_an_error},
        {"lying-read", a_read_that_fails_or_lies_is_an_error},
        {"cut-reply", a_reply_that_is_cut_anywhere_is_unknown},
        {"nested-call", a_callback_may_make_a_call},
        {"text", a_result_has_a_text},
    };
    size_t i;
    report_failure = report;
    for (i = 0; i < sizeof groups / sizeof *groups; i++) {
        int before = failed;
        groups[i].run();
        if (failed == before) {
            pass(groups[i].name);
        }
    }
    return checked;
}
