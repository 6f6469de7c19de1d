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
 * Tries the nonces first ... first + count - 1 with every version, in order of the nonces.
 * @param count - 1 ... 2^31; need not be a multiple of any lanes
 * @returns the offset of the first nonce with a candidate, count where there is none. A candidate is a header whose hash
 *   is at or below the target in its most significant 32 bits; the caller hashes it in full.
 */
typedef uint32_t (*scan_function)(const scan_job *job, uint32_t first, uint32_t count);

uint32_t scan_scalar(const scan_job *job, uint32_t first, uint32_t count);
#if defined(__x86_64__)
uint32_t scan_sha_ni(const scan_job *job, uint32_t first, uint32_t count);
uint32_t scan_avx2(const scan_job *job, uint32_t first, uint32_t count);
uint32_t scan_avx512(const scan_job *job, uint32_t first, uint32_t count);
uint32_t scan_hybrid(const scan_job *job, uint32_t first, uint32_t count);
#elif defined(__aarch64__)
uint32_t scan_armv8(const scan_job *job, uint32_t first, uint32_t count);
#endif

#endif
