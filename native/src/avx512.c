/*
 * AVX-512: sixteen nonces in a vector, and two such vectors (of two versions) side by side.
 *
 * One stream of sixteen lanes is bound by latency, not by the execution ports: a second, independent stream fills the
 * gaps. Both streams of the first hash read the same keyed schedule, which is computed once for a batch of nonces and
 * all versions, so that the first hash keeps nothing but its state in registers. What each step gained is told in
 * bench/README.md.
 */
#if defined(__x86_64__)
#include <immintrin.h>

#include "sha256.h"

#define TARGET __attribute__((target("avx512f,avx512bw")))
#define INLINE static inline __attribute__((always_inline)) TARGET

#define LANES 16
typedef __m512i vec;

INLINE vec splat(uint32_t x) { return _mm512_set1_epi32((int)x); }
INLINE vec add(vec a, vec b) { return _mm512_add_epi32(a, b); }
INLINE vec xor3(vec a, vec b, vec c) { return _mm512_ternarylogic_epi32(a, b, c, 0x96); }
INLINE vec vec_choice(vec e, vec f, vec g) { return _mm512_ternarylogic_epi32(e, f, g, 0xca); }
INLINE vec vec_majority(vec a, vec b, vec c) { return _mm512_ternarylogic_epi32(a, b, c, 0xe8); }
#define ROTR(x, n) _mm512_ror_epi32(x, n)
#define SHR(x, n) _mm512_srli_epi32(x, n)
INLINE vec vec_big_sigma0(vec x) { return xor3(ROTR(x, 2), ROTR(x, 13), ROTR(x, 22)); }
INLINE vec vec_big_sigma1(vec x) { return xor3(ROTR(x, 6), ROTR(x, 11), ROTR(x, 25)); }
INLINE vec vec_small_sigma0(vec x) { return xor3(ROTR(x, 7), ROTR(x, 18), SHR(x, 3)); }
INLINE vec vec_small_sigma1(vec x) { return xor3(ROTR(x, 17), ROTR(x, 19), SHR(x, 10)); }
INLINE vec swap_bytes(vec x) {
  const vec order = _mm512_set4_epi32(0x0c0d0e0f, 0x08090a0b, 0x04050607, 0x00010203);
  return _mm512_shuffle_epi8(x, order);
}

INLINE vec count_up(uint32_t from) {
  return add(splat(from), _mm512_set_epi32(15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0));
}
INLINE uint32_t at_most(vec x, vec limit) { return _mm512_cmple_epu32_mask(x, limit); }

#ifndef STREAMS
#define STREAMS 2
#endif
#define LOOPED_TO 32
#include "vector-scan.h"

TARGET scan_result scan_avx512(const scan_job *job, uint32_t first, uint32_t count, const scan_permit *permit) {
  return vector_scan(job, first, count, permit);
}

#endif
