/* Runs the checks on a host. */
#include "checks.h"

#include <stdio.h>

static int failures;

static void report(const char *failed, int line)
{
    failures++;
    printf("line %d: %s\n", line, failed);
}

int main(void)
{
    int checked = run_checks(report);
    printf("%d checks, %d failed\n", checked, failures);
    return failures != 0;
}
