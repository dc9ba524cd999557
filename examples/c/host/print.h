#ifndef PRINT_H
#define PRINT_H

#include <stdio.h>

#include "scnet_notebook.h"

/* Prints a result on two or three lines. */
static void print_result(const scnet_result *result, const char *text, const char *message)
{
    printf("%s\n", text);
    if (message[0] != 0) {
        printf("the service says: %s\n", message);
    }
    printf("outcome=%u fault=%u step=%u reason=%u status=%u code=%lu retry_after=%lu error=%ld detail=%lu\n",
           (unsigned)result->outcome, (unsigned)result->fault, (unsigned)result->step, (unsigned)result->reason,
           (unsigned)result->status, (unsigned long)result->code, (unsigned long)result->retry_after, (long)result->error,
           (unsigned long)result->detail);
}

#endif
