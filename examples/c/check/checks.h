#ifndef CHECKS_H
#define CHECKS_H

/* Runs all checks of the interface, over streams in memory. Reports those that fail, and the groups that pass. Returns the number
 * of all. */
int run_checks(void (*report)(const char *failed, int line), void (*pass)(const char *group));

/* Makes one call that starts a notebook, to measure its stack. Returns its outcome. */
int make_call(void);

#endif
