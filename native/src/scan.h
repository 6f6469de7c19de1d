/*
 * One signature for every native kernel: which nonces of a range, with any of the versions of a job, make the header's
 * hash small enough to be looked at?
 *
 * The second chunk of a header (end of the merkle root, time, bits, nonce) does not depend on its version, so one
 * message schedule of the first hash serves the midstates of many versions ("overt AsicBoost", BIP320). A kernel
 * therefore takes a set of midstates, and every (nonce, version) is a header of its own.
 *
 * Kernels are pure: no allocation, no globals that change, no calls out.
 */
#ifndef NONCED_SCAN_H
#define NONCED_SCAN_H

#include <stdbool.h>
#include <stdint.h>

/* Versions that one scan may try with each nonce. */
#define MAX_VERSIONS 64

/* What JavaScript hands over, in this layout: see src/kernel/native/loader.ts, which fills it. */
typedef struct {
  uint32_t versions;                   /* 1 ... MAX_VERSIONS */
  uint32_t target_top;                 /* the most significant 32 bits of the target */
  uint32_t tail[3];                    /* bytes 64-75 of the header, each four read as a big-endian number */
  uint32_t midstates[MAX_VERSIONS][8]; /* SHA-256 state after the first 64 bytes, for each version */
} scan_job;

/*
 * A scan goes on while *word == value. Another thread changes the word when nobody wants the rest of the scan; a kernel
 * looks before each group of nonces, which costs nothing to speak of: the word stays in the first cache until it changes.
 */
typedef struct {
  const int32_t *word;
  int32_t value;
} scan_permit;

static inline bool may_go_on(const scan_permit *permit) {
  return __atomic_load_n(permit->word, __ATOMIC_RELAXED) == permit->value;
}

typedef struct {
  uint32_t tried; /* nonces, each with every version: up to the first with a candidate, or all, or until called off */
  bool found;     /* the last of them has a candidate */
} scan_result;

/*
 * Tries the nonces first ... first + count - 1 with every version, in order of the nonces. A candidate is a header whose
 * hash is at or below the target in its most significant 32 bits; the caller hashes it in full.
 * @param count - 1 ... 2^31; need not be a multiple of any lanes
 */
typedef scan_result (*scan_function)(const scan_job *job, uint32_t first, uint32_t count, const scan_permit *permit);

scan_result scan_scalar(const scan_job *job, uint32_t first, uint32_t count, const scan_permit *permit);
#if defined(__x86_64__)
scan_result scan_sha_ni(const scan_job *job, uint32_t first, uint32_t count, const scan_permit *permit);
scan_result scan_avx2(const scan_job *job, uint32_t first, uint32_t count, const scan_permit *permit);
scan_result scan_avx512(const scan_job *job, uint32_t first, uint32_t count, const scan_permit *permit);
scan_result scan_hybrid(const scan_job *job, uint32_t first, uint32_t count, const scan_permit *permit);
#elif defined(__aarch64__)
scan_result scan_armv8(const scan_job *job, uint32_t first, uint32_t count, const scan_permit *permit);
#endif

#endif
