/*
 * Compares a kernel with the portable one over random jobs, for CPUs that are only emulated: prints how many agreed, and
 * fails at the first that did not. Built with -DKERNEL=scan_armv8.
 */
#include <stdio.h>
#include <stdlib.h>

#include "../src/scan.h"

#ifndef KERNEL
#error "-DKERNEL= names the kernel to be compared"
#endif

static const int32_t word;
static const scan_permit PERMIT = {&word, 0};

static uint64_t state;

/* SplitMix64: any good mixture does, as long as a seed gives the same jobs everywhere. */
static uint32_t next_random(void) {
  uint64_t z = state += 0x9e3779b97f4a7c15ull;
  z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ull;
  z = (z ^ z >> 27) * 0x94d049bb133111ebull;
  return (uint32_t)(z >> 32);
}

int main(int argc, char **argv) {
  const unsigned jobs = argc > 1 ? (unsigned)atoi(argv[1]) : 300;
  state = argc > 2 ? strtoull(argv[2], NULL, 10) : 1;
  for (unsigned i = 0; i < jobs; i++) {
    scan_job job;
    job.versions = 1 + next_random() % MAX_VERSIONS;
    job.target_top = 0xffffffffu >> next_random() % 16;
    for (int w = 0; w < 3; w++) job.tail[w] = next_random();
    for (int v = 0; v < MAX_VERSIONS; v++)
      for (int w = 0; w < 8; w++) job.midstates[v][w] = next_random();
    const uint32_t count = 1 + next_random() % 100, first = next_random() % (0xffffffffu - count);
    const scan_result expected = scan_scalar(&job, first, count, &PERMIT), got = KERNEL(&job, first, count, &PERMIT);
    if (expected.tried != got.tried || expected.found != got.found) {
      fprintf(stderr, "job %u: %u versions, nonces %u + %u: got %u %d, expected %u %d\n", i, job.versions, first, count,
              got.tried, got.found, expected.tried, expected.found);
      return 1;
    }
  }
  printf("%u jobs agree\n", jobs);
  return 0;
}
