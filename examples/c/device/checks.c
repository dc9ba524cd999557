/* Runs the checks on a device, and measures the stack of a call. */
#include "checks.h"
#include "device.h"

static int failures;

static void report(const char *failed, int line)
{
    failures++;
    say_number("line ", line);
    say(": ");
    say(failed);
    say("\n");
}

static void pass(const char *group)
{
    say("c-m4 ");
    say(group);
    say(" ok\n");
}

/* Calls with a stack that is painted, and returns how much of it was used. */
static uint32_t measure_stack(void)
{
    const uint32_t paint = 0xA5A5A5A5u;
    volatile uint32_t *place, *top;
    __asm__ volatile("mov %0, sp" : "=r"(top));
    for (place = &stack_end; place < top; place++) {
        *place = paint;
    }
    make_call();
    for (place = &stack_end; *place == paint; place++) {
    }
    return (uint32_t)(top - place) * sizeof *top;
}

int main(void)
{
    int checked = run_checks(report, pass);
    say_number("", checked);
    say_number(" checks, ", failures);
    say(" failed\n");
    say_number("stack=", (int32_t)measure_stack());
    say("\n");
    return failures != 0;
}
