#ifndef CHECKS_H
#define CHECKS_H

/* Runs all checks of the interface, over streams in memory, and reports those that fail. Returns the number of all. */
int run_checks(void (*report)(const char *failed, int line));

/* Makes one call that starts a notebook, to measure its stack. Returns its outcome. */
int make_call(void);

#endif
