/* Runs the checks on a host. */
#include "checks.h"

#include <stdio.h>

static int failures;

static void report(const char *failed, int line)
{
    failures++;
    printf("line %d: %s\n", line, failed);
}

static void pass(const char *group)
{
    printf("c-host %s ok\n", group);
}

int main(void)
{
    int checked = run_checks(report, pass);
    printf("%d checks, %d failed\n", checked, failures);
    return failures != 0;
}
