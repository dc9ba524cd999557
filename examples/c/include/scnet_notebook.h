/*
 Starts a notebook instance of SCNet with one REST call: scnet_start over a stream of yours, or, on hosts and Linux gateways,
 scnet_start_https. scnet_text makes the result a sentence. For C99, and C++ from C++11.

 In C, an enum is declared by its typedef, such as scnet_outcome, which has one byte; "enum scnet_outcome" is larger before C23.

 A start costs money and cannot be taken back. So a call sends one request and never repeats it, and its outcome says whether the
 start may have happened.

 Made by cbindgen from the sources of the library: do not edit.
*/

#ifndef SCNET_NOTEBOOK_H
#define SCNET_NOTEBOOK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 The outcome of a call: whether it started the notebook. This decides what to do next.
 */
enum scnet_outcome
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : uint8_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  /*
   The service accepted the start. The notebook needs some time until it runs.
   */
  SCNET_OUTCOME_STARTED = 0,
  /*
   Nothing was started: the request was not handed over whole. Correct the cause, or try again after a pause.
   */
  SCNET_OUTCOME_NOT_SENT = 1,
  /*
   Nothing was started: the service, or a server in front of it, refused. The fault says who has to act.
   */
  SCNET_OUTCOME_REFUSED = 2,
  /*
   The notebook may have been started, or not. Look at it before the next call: each start costs money.
   */
  SCNET_OUTCOME_UNKNOWN = 3,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum scnet_outcome scnet_outcome;
#else
typedef uint8_t scnet_outcome;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/*
 The party that has to act so that the next call can succeed.
 */
enum scnet_fault
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : uint8_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  /*
   Nobody: the notebook was started.
   */
  SCNET_FAULT_NONE = 0,
  /*
   The caller: an argument, the URL or the notebook id is wrong.
   */
  SCNET_FAULT_REQUEST = 1,
  /*
   The owner of the account: the token, its permissions or its state.
   */
  SCNET_FAULT_ACCOUNT = 2,
  /*
   The operator of the service.
   */
  SCNET_FAULT_SERVICE = 3,
  /*
   The operator of the network, or the author of the callbacks.
   */
  SCNET_FAULT_CONNECTION = 4,
  /*
   Not known: the response is not the documented reply, so the service may not have sent it.
   */
  SCNET_FAULT_REPLY = 5,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum scnet_fault scnet_fault;
#else
typedef uint8_t scnet_fault;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/*
 The step of a call at which it failed.
 */
enum scnet_step
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : uint8_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  /*
   None: the notebook was started.
   */
  SCNET_STEP_NONE = 0,
  /*
   The arguments were checked. No callback was called.
   */
  SCNET_STEP_CHECK = 1,
  /*
   The stream was opened, or the head of the request was sent.
   */
  SCNET_STEP_OPEN = 2,
  /*
   The body of the request was sent, but not its last byte.
   */
  SCNET_STEP_SEND = 3,
  /*
   The whole request was handed over, and the head of the response was awaited.
   */
  SCNET_STEP_AWAIT = 4,
  /*
   The body of the response was received, and is not the reply to a start that succeeded.
   */
  SCNET_STEP_READ = 5,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum scnet_step scnet_step;
#else
typedef uint8_t scnet_step;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/*
 The reason why a call failed. scnet_text makes it a sentence.
 */
enum scnet_reason
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : uint8_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  /*
   None: the notebook was started.
   */
  SCNET_REASON_NONE = 0,
  /*
   The request, the buffer, the stream or a callback is NULL, or buffer_size is larger than any memory. (A string that is
   NULL is empty.)
   */
  SCNET_REASON_NULL_POINTER = 1,
  /*
   The base URL does not begin with https:// or http://, in lower case.
   */
  SCNET_REASON_BASE_URL_SCHEME = 2,
  /*
   The base URL names no host.
   */
  SCNET_REASON_BASE_URL_NO_HOST = 3,
  /*
   The port in the base URL is not a number from 1 to 65535.
   */
  SCNET_REASON_BASE_URL_PORT = 4,
  /*
   The base URL ends with a slash.
   */
  SCNET_REASON_BASE_URL_TRAILING_SLASH = 5,
  /*
   The base URL has more than 128 characters. detail: its length.
   */
  SCNET_REASON_BASE_URL_TOO_LONG = 6,
  /*
   The base URL has user information, user:password@.
   */
  SCNET_REASON_BASE_URL_USER_INFO = 7,
  /*
   The base URL has a character that is not allowed at its place. detail: its offset.
   */
  SCNET_REASON_BASE_URL_CHARACTER = 8,
  /*
   The token is empty.
   */
  SCNET_REASON_TOKEN_EMPTY = 9,
  /*
   The token has a character that is not visible ASCII, such as a line end. detail: its offset.
   */
  SCNET_REASON_TOKEN_CHARACTER = 10,
  /*
   The notebook id is empty.
   */
  SCNET_REASON_NOTEBOOK_ID_EMPTY = 11,
  /*
   The notebook id has more than 64 characters. detail: its length.
   */
  SCNET_REASON_NOTEBOOK_ID_TOO_LONG = 12,
  /*
   The notebook id has a character that is not allowed. detail: its offset.
   */
  SCNET_REASON_NOTEBOOK_ID_CHARACTER = 13,
  /*
   The buffer cannot hold the request and a reply. detail: its size.
   */
  SCNET_REASON_BUFFER_TOO_SMALL = 14,
  /*
   A callback failed. error: what it returned.
   */
  SCNET_REASON_CALLBACK = 15,
  /*
   read or write returned an impossible number of bytes: more than size, or 0 from write.
   */
  SCNET_REASON_BYTE_COUNT = 16,
  /*
   The server closed the stream before the response was whole.
   */
  SCNET_REASON_END_OF_STREAM = 17,
  /*
   The response is not HTTP/1.1: its status line is malformed.
   */
  SCNET_REASON_HTTP_STATUS_LINE = 18,
  /*
   The same: a line of its head is not a header.
   */
  SCNET_REASON_HTTP_HEADER = 19,
  /*
   The same: the length of its body is malformed, announced twice, or that of an unknown transfer coding.
   */
  SCNET_REASON_HTTP_LENGTH = 20,
  /*
   The same: its body is not in well-formed chunks.
   */
  SCNET_REASON_HTTP_CHUNK = 21,
  /*
   The same: too many headers or interim responses.
   */
  SCNET_REASON_HTTP_TOO_LONG = 22,
  /*
   The body of the response ended early. detail: the number of bytes that did not come.
   */
  SCNET_REASON_TRUNCATED = 23,
  /*
   The body of the response does not fit the buffer. detail: the size of the buffer.
   */
  SCNET_REASON_REPLY_TOO_LONG = 24,
  /*
   The body of the response is not UTF-8. detail, here and below: the offset at which that showed.
   */
  SCNET_REASON_NOT_UTF8 = 25,
  /*
   It is not JSON, or continues after the object.
   */
  SCNET_REASON_NOT_JSON = 26,
  /*
   It is not a JSON object: a page, for example.
   */
  SCNET_REASON_NOT_AN_OBJECT = 27,
  /*
   It nests arrays and objects more than 31 deep.
   */
  SCNET_REASON_TOO_DEEP = 28,
  /*
   It has no member code.
   */
  SCNET_REASON_NO_CODE = 29,
  /*
   It has more than one member code.
   */
  SCNET_REASON_REPEATED_CODE = 30,
  /*
   Its code is not a whole number from 0 to 4294967295.
   */
  SCNET_REASON_INVALID_CODE = 31,
  /*
   Its code is 0, the success, without a boolean as data.
   */
  SCNET_REASON_NO_RESULT = 32,
  /*
   It has more than one member data.
   */
  SCNET_REASON_REPEATED_DATA = 33,
  /*
   Its code is 0, the success, under an HTTP status that is not.
   */
  SCNET_REASON_STATUS_MISMATCH = 34,
  /*
   It is not of the length that its head announces.
   */
  SCNET_REASON_WRONG_LENGTH = 35,
  /*
   The reply has an error code. code: its number.
   */
  SCNET_REASON_CODE = 36,
  /*
   The service says that the notebook was not started: code 0 with data false.
   */
  SCNET_REASON_NOT_STARTED = 37,
  /*
   The HTTP status is not a success, and the response has no code. status: its number.
   */
  SCNET_REASON_STATUS = 38,
  /*
   scnet_start_https: the connection failed. scnet_https.text says why.
   */
  SCNET_REASON_HTTPS = 39,
  /*
   scnet_start_https: the CA file cannot be used. detail: the errno if it cannot be read, else 0.
   scnet_https.text says why.
   */
  SCNET_REASON_CA_FILE = 40,
  /*
   A reason that has no name in this version.
   */
  SCNET_REASON_OTHER = 41,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum scnet_reason scnet_reason;
#else
typedef uint8_t scnet_reason;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/*
 The arguments of a call. Nothing is kept: all that is pointed to has to be valid, and must not change, until the function
 returns.

 Strings end with a NUL; NULL is the empty string, which is an error in each. The memory of buffer, of message and of the
 result overlaps nothing else of the call.
 */
typedef struct {
  /*
   The URL of the service, such as "https://scnet-demo.accloud.cn": a scheme, a host, perhaps a port and the beginning of a
   path; no slash at the end, 128 characters at most. With "http" everything, the token included, is sent in the clear.
   */
  const char *base_url;
  /*
   The token of the account: visible ASCII, without a line end. Its length is limited by the server only.
   */
  const char *token;
  /*
   The id of the notebook, such as "1821067171420946434": visible ASCII without quotes and backslashes, 64 characters at
   most.
   */
  const char *notebook_id;
  /*
   Working memory, of any alignment. It holds the body of the request, then that of the response; the token is never in
   it. Its content means nothing before the call and after it.
   */
  void *buffer;
  /*
   The size of buffer in bytes. 512 is ample. Below 40, or too small for the request, the call fails with
   SCNET_REASON_BUFFER_TOO_SMALL. A reply that does not fit fails too, but after the request was sent: the outcome is unknown.
   */
  size_t buffer_size;
  /*
   Memory for the words of the service about its decision, or NULL. They are for people, in UTF-8, in the language of the
   service's choice, which is Chinese or English. They fill one line of a log: control characters, and all that are neither
   ASCII nor of the scripts of East Asia, are replaced by "?". Pieces of the token of eight or more characters, or all of a
   shorter token, are overwritten with "*", one for each character. The words are cut to fit, at the end of a character. They
   end with a NUL, and are "" if there are none.
   */
  char *message;
  /*
   The size of message in bytes, with the NUL. 0 if it is NULL.
   */
  size_t message_size;
} scnet_request;

/*
 The settings of scnet_start_https. Zeros are the defaults.
 */
typedef struct {
  /*
   The path of a file with certificates of CAs in PEM, the only ones that are then trusted. NULL: the public roots.
   */
  const char *ca_file;
  /*
   The limit of the whole call in milliseconds. 0: 30 seconds. Of these, the stream has to be open after 10 seconds, with its
   name resolved, through the proxy, and with TLS.
   */
  uint32_t timeout_ms;
  /*
   Memory for a sentence like that of scnet_text, but with the reasons of TLS, proxies and the operating system; or NULL. It
   is cut to fit, and ends with a NUL.
   */
  char *text;
  /*
   The size of text in bytes, with the NUL. 512 is ample. 0 if it is NULL.
   */
  size_t text_size;
} scnet_https;

/*
 The result of a call: plain numbers, to be kept and copied at will. In every member 0 means "none"; of the outcome, that
 the notebook was started.
 */
typedef struct {
  /*
   The outcome, which the function returns too.
   */
  scnet_outcome outcome;
  /*
   The party that has to act.
   */
  scnet_fault fault;
  /*
   The step at which the call failed.
   */
  scnet_step step;
  /*
   The reason why the call failed.
   */
  scnet_reason reason;
  /*
   The number that the description of some reasons mentions, else 0.
   */
  uint32_t detail;
  /*
   The value that a callback returned when it failed, unchanged; else 0.
   */
  int32_t error;
  /*
   The error code of the service, such as 10007; else 0.
   */
  uint32_t code;
  /*
   The seconds that the server asks to wait before the next call, by the header Retry-After; else 0.
   */
  uint32_t retry_after;
  /*
   The HTTP status of the response, such as 200; else 0.
   */
  uint16_t status;
} scnet_result;

/*
 A byte stream, as four callbacks. All four are required.

 A call uses them in this order: open once; then, if open succeeded, write some times, read some times, and close exactly
 once, before the function returns. After an error, and after the end of the stream, only close follows. They run in the
 thread of the call, on its stack.

 The callbacks wait, and enforce the time limit: there is no other. A limit for each read is not enough against a server that
 sends a byte at a time. Let open set a deadline for the whole call, and let read and write fail after it. A callback must
 return: no longjmp, no C++ exception.

 While a callback waits, it may feed a watchdog, or let other threads run. read and write have the shape of those of Mbed TLS, but
 mbedtls_net_recv and mbedtls_net_send themselves wait without a limit: host/tcp.h has callbacks that do not.
 */
typedef struct {
  /*
   Handed to each callback. May be NULL.
   */
  void *context;
  /*
   Opens a stream to a server.

   host is a name or an address, without the brackets of an IPv6 address; it ends with a NUL, and is valid during
   this callback only. port is in the byte order of the machine.

   secure is true for https: the stream must then be a TLS session, verified for host. Without TLS, open must FAIL
   if secure is true, or the token travels in the clear.

   Returns 0 if the stream is open. Anything else is an error, negative by convention: nothing was sent, close is not
   called, and scnet_result.error has the value.
   */
  int (*open)(void *context, const char *host, uint16_t port, bool secure);
  /*
   Closes the stream, and frees what open has taken.
   */
  void (*close)(void *context);
  /*
   Waits until at least one byte is there, and receives up to size bytes. size is never 0. buffer is memory of the request
   or of the stack, of any alignment.

   Returns the number of bytes; 0 ONLY at the end of the stream, when the server has closed it; or a negative error.

   BEWARE: 0 does NOT mean "nothing yet, call again", as in coreHTTP. It is the END of the stream, and ends the call, in most
   cases with the outcome unknown. While your function has nothing yet (MBEDTLS_ERR_SSL_WANT_READ, EAGAIN, EINTR), wait
   inside the callback and call it again.
   */
  int (*read)(void *context, unsigned char *buffer, size_t size);
  /*
   Sends up to size bytes, at least one. size is never 0. buffer is memory of the request, of the stack or of the
   flash, of any alignment.

   Returns the number of bytes that it took, which may be less than size, or a negative error. 0 is an error too.

   BEWARE: a write that fails must not have sent its last byte, or "not sent" would hide a start. One that cannot tell
   returns size, and lets the next read fail.
   */
  int (*write)(void *context, const unsigned char *buffer, size_t size);
} scnet_stream;

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

/*
 Starts a notebook as scnet_start does, over the sockets of the operating system, with its own TLS for https.

 For hosts and Linux gateways: only the library with the feature std has it. https may be NULL, for the defaults. Proxies are
 taken from the environment by the rules of curl: HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY. Nobody may change the
 environment meanwhile (setenv). It allocates memory, may be called by threads at the same time, raises no signal, and tries
 again what a signal interrupts. It makes threads to resolve a name and to try several addresses, which may outlive the call by
 some seconds. A bug of the library, or too little memory, ends the program by abort().

 Its errors of the network have SCNET_REASON_HTTPS, and no number of the operating system: scnet_https.text has the words. A
 server or proxy that cannot be reached or verified fails at SCNET_STEP_OPEN.

 # Safety

 Each pointer is NULL or valid for what is said of it.
 */
scnet_outcome scnet_start_https(const scnet_request *request,
                                const scnet_https *https,
                                scnet_result *result);

/*
 Starts a notebook over a stream of yours: sends one request, and receives one reply.

 It never repeats the request, because a start costs money and cannot be taken back. It returns the outcome, and fills in
 *result, which nobody may use until it returns. Arguments that cannot be used are SCNET_OUTCOME_NOT_SENT, before a callback
 is called: a pointer that is NULL, a string with a defect. If result is NULL, that is all it does.

 A device that is reset during a call does not know its outcome. Put a mark into memory that survives a reset before the call, and
 the outcome after it; a boot that finds the mark alone has to treat it as SCNET_OUTCOME_UNKNOWN.

 It has no state, and takes no heap, no static memory and no lock. So threads may call it at the same time, and a callback
 may too, each with a buffer, a message and a result of its own. It needs some 1,100 bytes of stack, without that of the
 callbacks: README.md has the figure. It logs nothing, and is not for interrupt handlers, because it waits. No input makes it
 panic; a bug of the library itself would end in scnet_panic, a function that executes an undefined instruction, and so in
 your fault handler.

 # Safety

 Each pointer is NULL or valid for what is said of it.
 */
scnet_outcome scnet_start(const scnet_request *request,
                          const scnet_stream *stream,
                          scnet_result *result);

/*
 Writes a result as a sentence in English, for a log: what became of the call, why, and what helps.

 text has room for size bytes; 256 is ample. The sentence is cut to fit, and ends with a NUL. It is "" if result is NULL.
 Nothing is written if text is NULL, or size is 0. A program that does not call this function does not link it: it takes 8 KB
 of flash, most of it texts.

 # Safety

 Each pointer is NULL or valid for what is said of it.
 */
void scnet_text(const scnet_result *result,
                char *text,
                size_t size);

/*
 Returns the version of the library, such as "0.1.0".
 */
const char *scnet_version(void);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* SCNET_NOTEBOOK_H */
