/* Which instructions this CPU, and this operating system, can run, and which of them each kernel needs. */
#ifndef NONCED_CPU_H
#define NONCED_CPU_H

#include "scan.h"

/* An instruction set that kernels may need: one bit. */
typedef struct {
  const char *name;
  uint32_t bit;
} cpu_feature;

/* All that are looked for on this kind of CPU; the last one has no name. */
extern const cpu_feature CPU_FEATURES[];

/* The bits of those that are here. */
uint32_t cpu_features(void);

typedef struct {
  const char *name;
  scan_function scan;
  uint32_t needs; /* bits of features */
} native_kernel;

/* All that are compiled in; the last one has no name. */
extern const native_kernel NATIVE_KERNELS[];

#endif
