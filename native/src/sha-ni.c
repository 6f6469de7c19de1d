/*
 * SHA-NI: the CPU's own SHA-256 rounds, two at a time. sha256rnds2 takes four cycles and one can begin in each, so four
 * headers side by side keep the unit busy; the second hash, whose schedule needs registers of its own, goes in pairs.
 *
 * A state is two vectors, named from the highest word down as in Intel's manual: ABEF and CDGH. The two swap their parts
 * with each pair of rounds.
 * Source: Intel 64 and IA-32 Architectures Software Developer's Manual, volume 2, SHA256RNDS2, SHA256MSG1, SHA256MSG2.
 */
#if defined(__x86_64__)
#include <immintrin.h>

#include "sha256.h"

#define TARGET __attribute__((target("sha,sse4.1")))
#define INLINE static inline __attribute__((always_inline)) TARGET

#define STREAMS 4
#define PAIR 2

typedef struct {
  __m128i abef, cdgh;
} ni_state;

INLINE ni_state pack_state(const uint32_t s[8]) {
  return (ni_state){_mm_set_epi32((int)s[0], (int)s[1], (int)s[4], (int)s[5]),
                    _mm_set_epi32((int)s[2], (int)s[3], (int)s[6], (int)s[7])};
}

INLINE __m128i constants(int t) { return _mm_load_si128((const __m128i *)&SHA256_K[t]); }

/* Message words t ... t + 3 from the sixteen before them. */
INLINE __m128i next_words(__m128i w0, __m128i w1, __m128i w2, __m128i w3) {
  return _mm_sha256msg2_epu32(_mm_add_epi32(_mm_sha256msg1_epu32(w0, w1), _mm_alignr_epi8(w3, w2, 4)), w3);
}

/* Four rounds; the state is again in its place afterwards. */
INLINE void four_rounds(ni_state *s, __m128i keyed) {
  s->cdgh = _mm_sha256rnds2_epu32(s->cdgh, s->abef, keyed);
  s->abef = _mm_sha256rnds2_epu32(s->abef, s->cdgh, _mm_shuffle_epi32(keyed, 0x0e));
}

/* Message words 4-63 of the first hash with their round constants; one for all versions. */
INLINE void keyed_schedule(__m128i keyed[16], const uint32_t tail[3], uint32_t nonce) {
  __m128i w[4] = {_mm_set_epi32((int)nonce, (int)tail[2], (int)tail[1], (int)tail[0]),
                  _mm_set_epi32(0, 0, 0, (int)PADDING_BIT), _mm_setzero_si128(), _mm_set_epi32(HEADER_BITS, 0, 0, 0)};
#pragma GCC unroll 16
  for (int i = 1; i < 16; i++) {
    if (i >= 4) w[i & 3] = next_words(w[i & 3], w[(i + 1) & 3], w[(i + 2) & 3], w[(i + 3) & 3]);
    keyed[i] = _mm_add_epi32(w[i & 3], constants(4 * i));
  }
}

/* What one stream hashes: a nonce (big-endian) with one version. */
typedef struct {
  ni_state before, midstate;
  const __m128i *keyed;
  uint32_t nonce;
} ni_stream;

INLINE void first_hash(ni_state out[STREAMS], const ni_stream in[STREAMS]) {
  for (int k = 0; k < STREAMS; k++) {
    /* The nonce is still missing in words a and e. */
    __m128i nonce = _mm_set_epi32((int)in[k].nonce, 0, (int)in[k].nonce, 0);
    out[k] = (ni_state){_mm_add_epi32(in[k].before.abef, nonce), in[k].before.cdgh};
  }
#pragma GCC unroll 16
  for (int i = 1; i < 16; i++)
    for (int k = 0; k < STREAMS; k++) four_rounds(&out[k], in[k].keyed[i]);
  for (int k = 0; k < STREAMS; k++) {
    out[k].abef = _mm_add_epi32(out[k].abef, in[k].midstate.abef);
    out[k].cdgh = _mm_add_epi32(out[k].cdgh, in[k].midstate.cdgh);
  }
}

/* The second hash as far as its last word: e after round 60 is f after round 61, the lowest word of ABEF. */
INLINE void second_hash(uint32_t last[PAIR], const ni_state first[PAIR]) {
  ni_state s[PAIR];
  __m128i w[PAIR][4];
  for (int k = 0; k < PAIR; k++) {
    __m128i abef = _mm_shuffle_epi32(first[k].abef, 0x1b), cdgh = _mm_shuffle_epi32(first[k].cdgh, 0xb1);
    w[k][0] = _mm_blend_epi16(abef, cdgh, 0xf0);
    w[k][1] = _mm_alignr_epi8(cdgh, abef, 8);
    w[k][2] = _mm_set_epi32(0, 0, 0, (int)PADDING_BIT);
    w[k][3] = _mm_set_epi32(HASH_BITS, 0, 0, 0);
    s[k] = pack_state(SHA256_IV);
  }
#pragma GCC unroll 16
  for (int i = 0; i < 15; i++)
    for (int k = 0; k < PAIR; k++) {
      if (i >= 4) w[k][i & 3] = next_words(w[k][i & 3], w[k][(i + 1) & 3], w[k][(i + 2) & 3], w[k][(i + 3) & 3]);
      four_rounds(&s[k], _mm_add_epi32(w[k][i & 3], constants(4 * i)));
    }
  for (int k = 0; k < PAIR; k++) {
    w[k][3] = next_words(w[k][3], w[k][0], w[k][1], w[k][2]);
    __m128i abef = _mm_sha256rnds2_epu32(s[k].cdgh, s[k].abef, _mm_add_epi32(w[k][3], constants(60)));
    last[k] = (uint32_t)_mm_cvtsi128_si32(abef) + SHA256_IV[7];
  }
}

/* @param groups - nonces that are hashed side by side: 1 where the streams are versions, STREAMS with one version */
INLINE scan_result scan_groups(const scan_job *job, uint32_t first, uint32_t count, const scan_permit *permit,
                               uint32_t groups) {
  const uint32_t versions = job->versions, versions_at_once = STREAMS / groups;
  /* Versions that the last group lacks are the last one again. */
  ni_state before[MAX_VERSIONS + STREAMS], midstates[MAX_VERSIONS + STREAMS];
  for (uint32_t v = 0; v < versions + STREAMS; v++) {
    const uint32_t *midstate = job->midstates[v < versions ? v : versions - 1];
    uint32_t state[8];
    state_before_nonce(state, midstate, job->tail);
    before[v] = pack_state(state), midstates[v] = pack_state(midstate);
  }
  __m128i keyed[STREAMS][16];
  for (uint32_t offset = 0; offset < count; offset += groups) {
    if (!may_go_on(permit)) return (scan_result){offset, false};
    for (uint32_t g = 0; g < groups; g++) keyed_schedule(keyed[g], job->tail, swap32(first + offset + g));
    uint32_t found = 0; /* bit g: nonce g of the group has a candidate */
    for (uint32_t v = 0; v < versions; v += versions_at_once) {
      ni_stream in[STREAMS];
      ni_state state[STREAMS];
      uint32_t last[STREAMS];
      for (uint32_t k = 0; k < STREAMS; k++) {
        uint32_t g = k % groups, own = v + k / groups;
        in[k] = (ni_stream){before[own], midstates[own], keyed[g], swap32(first + offset + g)};
      }
      first_hash(state, in);
      for (uint32_t k = 0; k < STREAMS; k += PAIR) second_hash(&last[k], &state[k]);
      for (uint32_t k = 0; k < STREAMS; k++) {
        if (swap32(last[k]) <= job->target_top) found |= 1u << k % groups;
      }
    }
    if (!found) continue;
    uint32_t g = (uint32_t)__builtin_ctz(found);
    return g < count - offset ? (scan_result){offset + g + 1, true} : (scan_result){count, false};
  }
  return (scan_result){count, false};
}

TARGET scan_result scan_sha_ni(const scan_job *job, uint32_t first, uint32_t count, const scan_permit *permit) {
  return scan_groups(job, first, count, permit, job->versions == 1 ? STREAMS : 1);
}

#endif
