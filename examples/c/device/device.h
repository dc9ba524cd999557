/* Services of the debugger, here QEMU: "Semihosting for AArch32 and AArch64" by ARM. */
#ifndef DEVICE_H
#define DEVICE_H

#include <stdint.h>

enum {
    SEMIHOSTING_OPEN = 0x01,
    SEMIHOSTING_CLOSE = 0x02,
    SEMIHOSTING_WRITE0 = 0x04,
    SEMIHOSTING_WRITE = 0x05,
    SEMIHOSTING_READ = 0x06,
    SEMIHOSTING_GET_CMDLINE = 0x15,
    SEMIHOSTING_EXIT_EXTENDED = 0x20
};

/* Asks for a service. */
int semihosting(int operation, const void *argument);

/* Writes a number to a text with room for 12 characters. Returns its first one. */
char *decimal(int32_t number, char *text);

/* Prints a text to the console. */
void say(const char *text);

/* Prints a name and a number to the console. */
void say_number(const char *name, int32_t number);

/* The lowest address of the stack, and the highest behind it. */
extern uint32_t stack_end, stack_start;

#endif
