/*
 * SHA-256 as far as all kernels share it: constants, and the part of a header's first hash that comes before its nonce.
 * Sources: FIPS 180-4 (4.1.2, 4.2.2, 5.3.3, 6.2.2).
 */
#ifndef NONCED_SHA256_H
#define NONCED_SHA256_H

#include "scan.h"

static const uint32_t SHA256_IV[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                      0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};

static const uint32_t SHA256_K[64] __attribute__((aligned(64))) = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

/* Words of a header's second chunk that are the same for all headers: a 1 bit behind the nonce, the length in bits. */
#define PADDING_BIT 0x80000000u
#define HEADER_BITS 640u
/* The length in bits of what the second hash hashes. */
#define HASH_BITS 256u

static inline uint32_t rotr32(uint32_t x, int n) { return (x >> n) | (x << (32 - n)); }
static inline uint32_t big_sigma0(uint32_t x) { return rotr32(x, 2) ^ rotr32(x, 13) ^ rotr32(x, 22); }
static inline uint32_t big_sigma1(uint32_t x) { return rotr32(x, 6) ^ rotr32(x, 11) ^ rotr32(x, 25); }
static inline uint32_t small_sigma0(uint32_t x) { return rotr32(x, 7) ^ rotr32(x, 18) ^ (x >> 3); }
static inline uint32_t small_sigma1(uint32_t x) { return rotr32(x, 17) ^ rotr32(x, 19) ^ (x >> 10); }
static inline uint32_t choice(uint32_t e, uint32_t f, uint32_t g) { return g ^ (e & (f ^ g)); }
static inline uint32_t majority(uint32_t a, uint32_t b, uint32_t c) { return (a & b) | (c & (a | b)); }
static inline uint32_t swap32(uint32_t x) { return __builtin_bswap32(x); }

/* One round: the state moves on by a place. */
static inline void sha256_round(uint32_t s[8], uint32_t keyed_word) {
  uint32_t t1 = s[7] + big_sigma1(s[4]) + choice(s[4], s[5], s[6]) + keyed_word;
  uint32_t t2 = big_sigma0(s[0]) + majority(s[0], s[1], s[2]);
  s[7] = s[6], s[6] = s[5], s[5] = s[4], s[4] = s[3] + t1;
  s[3] = s[2], s[2] = s[1], s[1] = s[0], s[0] = t1 + t2;
}

/*
 * The state of one version before round 4, as far as it is known without the nonce: words 0 and 4 lack the nonce
 * (as a big-endian number) itself, which is only added to them.
 */
static inline void state_before_nonce(uint32_t out[8], const uint32_t midstate[8], const uint32_t tail[3]) {
  for (int i = 0; i < 8; i++) out[i] = midstate[i];
  for (int t = 0; t < 3; t++) sha256_round(out, SHA256_K[t] + tail[t]);
  sha256_round(out, SHA256_K[3]);
}

/* Words of the first hash's schedule, and parts of such, that do not depend on the nonce. */
typedef struct {
  uint32_t w16, w17;
  uint32_t w18_part; /* without sigma0(nonce) */
  uint32_t w19_part; /* without the nonce */
  uint32_t w31_part; /* sigma0(w16) + w15, without sigma1(w29) and w24 */
  uint32_t w32_part; /* sigma0(w17) + w16, without sigma1(w30) and w25 */
} fixed_schedule;

static inline fixed_schedule schedule_before_nonce(const uint32_t tail[3]) {
  fixed_schedule f;
  f.w16 = small_sigma0(tail[1]) + tail[0];
  f.w17 = small_sigma1(HEADER_BITS) + small_sigma0(tail[2]) + tail[1];
  f.w18_part = small_sigma1(f.w16) + tail[2];
  f.w19_part = small_sigma1(f.w17) + small_sigma0(PADDING_BIT);
  f.w31_part = small_sigma0(f.w16) + HEADER_BITS;
  f.w32_part = small_sigma0(f.w17) + f.w16;
  return f;
}

#endif
