/* The start of an image for mps2-an386, a board that QEMU emulates, and its semihosting. */
#include "device.h"

extern uint32_t data_load, data_start, data_end, bss_start, bss_end;
int main(void);
void reset(void);
void stack_start_address(void); /* by the linker script; the first entry of the vectors is no function */

int semihosting(int operation, const void *argument)
{
    register int r0 __asm__("r0") = operation;
    register const void *r1 __asm__("r1") = argument;
    __asm__ volatile("bkpt 0xab" : "+r"(r0) : "r"(r1) : "memory");
    return r0;
}

void say(const char *text)
{
    semihosting(SEMIHOSTING_WRITE0, text);
}

char *decimal(int32_t number, char *text)
{
    char *first = text + 11;
    uint32_t rest = number < 0 ? 0u - (uint32_t)number : (uint32_t)number;
    *first = 0;
    do {
        *--first = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest != 0);
    if (number < 0) {
        *--first = '-';
    }
    return first;
}

void say_number(const char *name, int32_t number)
{
    char text[12];
    say(name);
    say(decimal(number, text));
}

static void leave(uint32_t status)
{
    uint32_t block[2];
    block[0] = 0x20026; /* the application ends */
    block[1] = status;
    semihosting(SEMIHOSTING_EXIT_EXTENDED, block);
    for (;;) {
    }
}

void reset(void)
{
    uint32_t *to;
    const uint32_t *from = &data_load;
#ifdef __ARM_FP
    *(volatile uint32_t *)0xE000ED88 |= 0xFu << 20; /* the floating-point unit */
    __asm__ volatile("dsb; isb");
#endif
    for (to = &data_start; to < &data_end;) {
        *to++ = *from++;
    }
    for (to = &bss_start; to < &bss_end;) {
        *to++ = 0;
    }
    leave((uint32_t)main());
}

static void fault(void)
{
    leave(102);
}

__attribute__((section(".vectors"), used)) static void (*const vectors[])(void) = {
    stack_start_address, reset, fault, fault, fault, fault, fault,
};
