/* Which kernels this CPU, and this operating system, can run. */
#ifndef NONCED_CPU_H
#define NONCED_CPU_H

#include <stdbool.h>

#include "scan.h"

typedef struct {
  const char *name;
  scan_function scan;
  bool (*is_supported)(void);
} native_kernel;

/* All that are compiled in; the last one has no name. */
extern const native_kernel NATIVE_KERNELS[];

#endif
