/*
 * The hybrid: SHA-NI and AVX-512VL at the same time, on different headers. Its step is generated;
 * native/generate/hybrid-step.ts tells how it works. Here is what feeds it: keyed words of the first hash, sixteen
 * nonces at a time, and a pipeline three steps deep.
 */
#if defined(__x86_64__) && defined(__linux__)
#include <immintrin.h>
#include <string.h>

#include "sha256.h"

#define TARGET __attribute__((target("avx512f,avx512bw,avx512vl")))
#define INLINE static inline __attribute__((always_inline)) TARGET

/* Versions in a batch, and nonces whose words are made together. */
#define LANES 16
#define BATCHES (MAX_VERSIONS / LANES)
#define FIRST_PAIRS 30
#define SECOND_PAIRS 23

/* A state as the SHA unit wants it, from the lowest word up. */
typedef struct {
  uint32_t f, e, b, a, h, g, d, c;
} packed_state;

/* native/generate/layout.ts has the same offsets. */
typedef struct {
  uint32_t nonce[16]; /* the first four words are added to ABEF */
  uint32_t last[LANES];
  __m256i words[2][8];
} step_scratch;

typedef struct {
  packed_state states[LANES];
  uint64_t pairs[SECOND_PAIRS][LANES];
} second_words;

typedef struct {
  const uint64_t *keyed;
  const packed_state *before;
  packed_state *first_out;
  const packed_state *first_in;
  step_scratch *scratch;
  const void *midstates;
  second_words *second_out;
  const second_words *second_in;
} hybrid_step;

void nonced_hybrid_step(const hybrid_step *step);

typedef struct {
  packed_state before[BATCHES][LANES];
  uint32_t midstates[BATCHES][2][8][LANES / 2]; /* by group of lanes, then by word */
  uint64_t keyed[FIRST_PAIRS][LANES];           /* of sixteen nonces, as unpacking leaves them: see nonce_place */
  packed_state first[2][LANES];
  second_words second[2];
  step_scratch scratch;
} hybrid_memory;

/* What of a scan is in the pipeline. */
typedef struct {
  uint32_t offset, batch;
} in_flight;

static packed_state pack(const uint32_t s[8]) {
  return (packed_state){.f = s[5], .e = s[4], .b = s[1], .a = s[0], .h = s[7], .g = s[6], .d = s[3], .c = s[2]};
}

static void prepare_versions(hybrid_memory *memory, const scan_job *job, uint32_t batches) {
  for (uint32_t v = 0; v < batches * LANES; v++) {
    /* Versions that the last batch lacks are the last one again. */
    const uint32_t *midstate = job->midstates[v < job->versions ? v : job->versions - 1];
    uint32_t batch = v / LANES, lane = v % LANES, state[8];
    state_before_nonce(state, midstate, job->tail);
    memory->before[batch][lane] = pack(state);
    for (int i = 0; i < 8; i++) memory->midstates[batch][lane / 8][i][lane % 8] = midstate[i];
  }
}

typedef __m512i vec;
INLINE vec splat(uint32_t x) { return _mm512_set1_epi32((int)x); }
INLINE vec add(vec a, vec b) { return _mm512_add_epi32(a, b); }
INLINE vec sigma0(vec x) {
  return _mm512_ternarylogic_epi32(_mm512_ror_epi32(x, 7), _mm512_ror_epi32(x, 18), _mm512_srli_epi32(x, 3), 0x96);
}
INLINE vec sigma1(vec x) {
  return _mm512_ternarylogic_epi32(_mm512_ror_epi32(x, 17), _mm512_ror_epi32(x, 19), _mm512_srli_epi32(x, 10), 0x96);
}

/* Words 4-63 of the first hash with their constants, in pairs, for the sixteen nonces from `first` on. */
TARGET static void prepare_nonces(hybrid_memory *memory, const scan_job *job, uint32_t first) {
  const vec count = _mm512_set_epi32(15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
  const vec order = _mm512_set4_epi32(0x0c0d0e0f, 0x08090a0b, 0x04050607, 0x00010203);
  vec w[64], even = splat(0);
  for (int t = 0; t < 16; t++) w[t] = splat(t < 3 ? job->tail[t] : t == 4 ? PADDING_BIT : t == 15 ? HEADER_BITS : 0);
  w[3] = _mm512_shuffle_epi8(add(splat(first), count), order);
  for (int t = 16; t < 64; t++) w[t] = add(add(w[t - 16], sigma0(w[t - 15])), add(w[t - 7], sigma1(w[t - 2])));
  for (int t = 4; t < 64; t++) {
    vec keyed = add(w[t], splat(SHA256_K[t]));
    if (t % 2 == 0) {
      even = keyed;
      continue;
    }
    uint64_t *pair = memory->keyed[(t - 5) / 2];
    _mm512_store_si512((void *)pair, _mm512_unpacklo_epi32(even, keyed));
    _mm512_store_si512((void *)(pair + 8), _mm512_unpackhi_epi32(even, keyed));
  }
}

/* Where the pair of a nonce lies among sixteen: unpacking yields 0 1 4 5 8 9 12 13, then 2 3 6 7 10 11 14 15. */
static uint32_t nonce_place(uint32_t nonce) { return (nonce >> 1 & 1) * 8 + (nonce >> 2) * 2 + (nonce & 1); }

/* The lanes of the batch that just came out whose tested word is small enough. */
INLINE uint32_t candidates(const step_scratch *scratch, uint32_t target_top) {
  const vec order = _mm512_set4_epi32(0x0c0d0e0f, 0x08090a0b, 0x04050607, 0x00010203);
  vec last = add(_mm512_load_si512((const void *)scratch->last), splat(SHA256_IV[7]));
  return _mm512_cmple_epu32_mask(_mm512_shuffle_epi8(last, order), splat(target_top));
}

TARGET scan_result scan_hybrid(const scan_job *job, uint32_t first, uint32_t count, const scan_permit *permit) {
  /* A batch of few versions would be mostly empty. */
  if (job->versions <= LANES / 2) return scan_avx512(job, first, count, permit);
  hybrid_memory memory __attribute__((aligned(64)));
  const uint32_t batches = (job->versions + LANES - 1) / LANES;
  memset(&memory, 0, sizeof memory);
  prepare_versions(&memory, job, batches);
  uint64_t steps = (uint64_t)count * batches;
  const uint64_t depth = 2;
  in_flight flight[2] = {{0, 0}, {0, 0}};
  uint32_t offset = 0, batch = 0;
  for (uint64_t i = 0; i < steps + depth; i++) {
    const uint32_t here = i & 1, there = here ^ 1;
    /* Called off: what is in the pipeline comes out, nothing more goes in. */
    if (i < steps && batch == 0 && !may_go_on(permit)) steps = i, count = offset;
    if (i < steps && batch == 0) {
      if (offset % LANES == 0) prepare_nonces(&memory, job, first + offset);
      memory.scratch.nonce[1] = memory.scratch.nonce[3] = swap32(first + offset);
    }
    const hybrid_step step = {.keyed = &memory.keyed[0][nonce_place(offset % LANES)],
                              .before = memory.before[batch],
                              .first_out = memory.first[here],
                              .first_in = memory.first[there],
                              .scratch = &memory.scratch,
                              .midstates = memory.midstates[flight[there].batch],
                              .second_out = &memory.second[here],
                              .second_in = &memory.second[there]};
    nonced_hybrid_step(&step);
    if (i >= depth && candidates(&memory.scratch, job->target_top)) return (scan_result){flight[here].offset + 1, true};
    flight[here] = (in_flight){offset, batch};
    if (++batch == batches) batch = 0, offset++;
  }
  return (scan_result){count, false};
}

#endif
