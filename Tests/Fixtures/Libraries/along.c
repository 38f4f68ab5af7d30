/* SPDX-License-Identifier: Apache-2.0 */
/* A library that a plugin brings along, and with DEEPER the one that this brings along in turn. VALUE is what it gives. */
#define SHOWN __attribute__((visibility("default")))

#ifdef DEEPER
SHOWN int deeper_value(void);
int deeper_value(void) { return VALUE; }
#else
SHOWN int along_value(void);
int deeper_value(void);
int along_value(void) { return 10 * VALUE + deeper_value(); }
#endif
