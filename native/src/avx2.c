/*
 * AVX2: eight nonces in a vector, one stream. It has no rotation, no three-operand logic and sixteen registers, so a
 * second stream would only spill.
 */
#if defined(__x86_64__)
#include <immintrin.h>

#include "sha256.h"

#define TARGET __attribute__((target("avx2")))
#define INLINE static inline __attribute__((always_inline)) TARGET

#define LANES 8
#define STREAMS 1
typedef __m256i vec;

INLINE vec splat(uint32_t x) { return _mm256_set1_epi32((int)x); }
INLINE vec add(vec a, vec b) { return _mm256_add_epi32(a, b); }
INLINE vec xor3(vec a, vec b, vec c) { return _mm256_xor_si256(_mm256_xor_si256(a, b), c); }
INLINE vec vec_choice(vec e, vec f, vec g) {
  return _mm256_xor_si256(g, _mm256_and_si256(e, _mm256_xor_si256(f, g)));
}
INLINE vec vec_majority(vec a, vec b, vec c) {
  return _mm256_xor_si256(b, _mm256_and_si256(_mm256_xor_si256(a, b), _mm256_xor_si256(b, c)));
}
#define SHR(x, n) _mm256_srli_epi32(x, n)
#define ROTR(x, n) _mm256_or_si256(_mm256_srli_epi32(x, n), _mm256_slli_epi32(x, 32 - (n)))
INLINE vec vec_big_sigma0(vec x) { return xor3(ROTR(x, 2), ROTR(x, 13), ROTR(x, 22)); }
INLINE vec vec_big_sigma1(vec x) { return xor3(ROTR(x, 6), ROTR(x, 11), ROTR(x, 25)); }
INLINE vec vec_small_sigma0(vec x) { return xor3(ROTR(x, 7), ROTR(x, 18), SHR(x, 3)); }
INLINE vec vec_small_sigma1(vec x) { return xor3(ROTR(x, 17), ROTR(x, 19), SHR(x, 10)); }
INLINE vec swap_bytes(vec x) {
  const vec order = _mm256_set_epi32(0x0c0d0e0f, 0x08090a0b, 0x04050607, 0x00010203, 0x0c0d0e0f, 0x08090a0b,
                                     0x04050607, 0x00010203);
  return _mm256_shuffle_epi8(x, order);
}
INLINE vec count_up(uint32_t from) { return add(splat(from), _mm256_set_epi32(7, 6, 5, 4, 3, 2, 1, 0)); }
/* AVX2 compares signed numbers alone: x <= limit where the smaller of both, unsigned, is x. */
INLINE uint32_t at_most(vec x, vec limit) {
  vec is_smaller = _mm256_cmpeq_epi32(_mm256_min_epu32(x, limit), x);
  return (uint32_t)_mm256_movemask_ps(_mm256_castsi256_ps(is_smaller));
}

#define LOOPED_TO 48
#include "vector-scan.h"

TARGET scan_result scan_avx2(const scan_job *job, uint32_t first, uint32_t count, const scan_permit *permit) {
  return vector_scan(job, first, count, permit);
}

#endif
