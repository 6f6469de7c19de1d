/*
 * ARMv8's SHA-256 instructions: four rounds each. SHA256H and SHA256H2 make the two halves of a state; SHA256SU0 and
 * SHA256SU1 the message words. Two headers side by side hide most of their latency.
 * Source: Arm Architecture Reference Manual for A-profile, SHA256H, SHA256H2, SHA256SU0, SHA256SU1.
 */
#if defined(__aarch64__)
#include <arm_neon.h>

#include "sha256.h"

#if defined(__clang__)
#define TARGET __attribute__((target("sha2")))
#else
#define TARGET __attribute__((target("+crypto")))
#endif
#define INLINE static inline __attribute__((always_inline)) TARGET

#define STREAMS 2

typedef struct {
  uint32x4_t abcd, efgh;
} arm_state;

INLINE void four_rounds(arm_state *s, uint32x4_t keyed) {
  uint32x4_t abcd = s->abcd;
  s->abcd = vsha256hq_u32(abcd, s->efgh, keyed);
  s->efgh = vsha256h2q_u32(s->efgh, abcd, keyed);
}

INLINE uint32x4_t constants(int t) { return vld1q_u32(&SHA256_K[t]); }

/* Message words t ... t + 3 from the sixteen before them. */
INLINE uint32x4_t next_words(uint32x4_t w0, uint32x4_t w1, uint32x4_t w2, uint32x4_t w3) {
  return vsha256su1q_u32(vsha256su0q_u32(w0, w1), w2, w3);
}

/* Message words 4-63 of the first hash with their round constants; one for all versions. */
INLINE void keyed_schedule(uint32x4_t keyed[16], const uint32_t tail[3], uint32_t nonce) {
  const uint32_t message[16] = {tail[0], tail[1], tail[2], nonce, PADDING_BIT, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, HEADER_BITS};
  uint32x4_t w[4] = {vld1q_u32(message), vld1q_u32(message + 4), vld1q_u32(message + 8), vld1q_u32(message + 12)};
#pragma GCC unroll 16
  for (int i = 1; i < 16; i++) {
    if (i >= 4) w[i & 3] = next_words(w[i & 3], w[(i + 1) & 3], w[(i + 2) & 3], w[(i + 3) & 3]);
    keyed[i] = vaddq_u32(w[i & 3], constants(4 * i));
  }
}

/* What one stream hashes: a nonce (big-endian) with one version. */
typedef struct {
  const uint32_t *before, *midstate;
  const uint32x4_t *keyed;
  uint32_t nonce;
} arm_stream;

INLINE void hash_twice(uint32_t last[STREAMS], const arm_stream in[STREAMS]) {
  const uint32_t padding[8] = {PADDING_BIT, 0, 0, 0, 0, 0, 0, HASH_BITS};
  arm_state s[STREAMS];
  uint32x4_t w[STREAMS][4];
  for (int k = 0; k < STREAMS; k++) {
    /* The nonce is still missing in words a and e. */
    uint32x4_t nonce = vsetq_lane_u32(in[k].nonce, vdupq_n_u32(0), 0);
    s[k] = (arm_state){vaddq_u32(vld1q_u32(in[k].before), nonce), vaddq_u32(vld1q_u32(in[k].before + 4), nonce)};
  }
#pragma GCC unroll 16
  for (int i = 1; i < 16; i++)
    for (int k = 0; k < STREAMS; k++) four_rounds(&s[k], in[k].keyed[i]);
  for (int k = 0; k < STREAMS; k++) {
    w[k][0] = vaddq_u32(s[k].abcd, vld1q_u32(in[k].midstate));
    w[k][1] = vaddq_u32(s[k].efgh, vld1q_u32(in[k].midstate + 4));
    w[k][2] = vld1q_u32(padding), w[k][3] = vld1q_u32(padding + 4);
    s[k] = (arm_state){vld1q_u32(SHA256_IV), vld1q_u32(SHA256_IV + 4)};
  }
#pragma GCC unroll 16
  for (int i = 0; i < 16; i++)
    for (int k = 0; k < STREAMS; k++) {
      if (i >= 4) w[k][i & 3] = next_words(w[k][i & 3], w[k][(i + 1) & 3], w[k][(i + 2) & 3], w[k][(i + 3) & 3]);
      four_rounds(&s[k], vaddq_u32(w[k][i & 3], constants(4 * i)));
    }
  for (int k = 0; k < STREAMS; k++) last[k] = vgetq_lane_u32(s[k].efgh, 3) + SHA256_IV[7];
}

/* @param groups - nonces that are hashed side by side: 1 where the streams are versions, STREAMS with one version */
INLINE scan_result scan_groups(const scan_job *job, uint32_t first, uint32_t count, const scan_permit *permit,
                               uint32_t groups) {
  const uint32_t versions = job->versions, versions_at_once = STREAMS / groups;
  uint32_t before[MAX_VERSIONS][8];
  for (uint32_t v = 0; v < versions; v++) state_before_nonce(before[v], job->midstates[v], job->tail);
  uint32x4_t keyed[STREAMS][16];
  for (uint32_t offset = 0; offset < count; offset += groups) {
    if (!may_go_on(permit)) return (scan_result){offset, false};
    for (uint32_t g = 0; g < groups; g++) keyed_schedule(keyed[g], job->tail, swap32(first + offset + g));
    uint32_t found = 0; /* bit g: nonce g of the group has a candidate */
    for (uint32_t v = 0; v < versions; v += versions_at_once) {
      arm_stream in[STREAMS];
      uint32_t last[STREAMS];
      for (uint32_t k = 0; k < STREAMS; k++) {
        uint32_t g = k % groups, own = v + k / groups;
        /* A version that the last group lacks is the last one again. */
        if (own >= versions) own = versions - 1;
        in[k] = (arm_stream){before[own], job->midstates[own], keyed[g], swap32(first + offset + g)};
      }
      hash_twice(last, in);
      for (uint32_t k = 0; k < STREAMS; k++)
        if (swap32(last[k]) <= job->target_top) found |= 1u << k % groups;
    }
    if (!found) continue;
    uint32_t g = (uint32_t)__builtin_ctz(found);
    return g < count - offset ? (scan_result){offset + g + 1, true} : (scan_result){count, false};
  }
  return (scan_result){count, false};
}

TARGET scan_result scan_armv8(const scan_job *job, uint32_t first, uint32_t count, const scan_permit *permit) {
  return scan_groups(job, first, count, permit, job->versions == 1 ? STREAMS : 1);
}

#endif
