/*
 * The scan over vectors of nonces, for any width: whoever includes this has defined LANES, TARGET, INLINE, `vec` and
 * the vector operations. STREAMS versions run side by side. Rounds of the second hash from 32 up to LOOPED_TO, which is
 * 32 or 48, are a loop, the others straight code.
 */

/* SHA-256 round on the words s[0] ... s[7] as they stand before round t; nothing moves, the names do. */
#define W8(s, t, i) (s)[((i) - (t)) & 7]

INLINE void vec_round(vec s[8], int t, vec keyed_word) {
  vec e = W8(s, t, 4), a = W8(s, t, 0);
  vec t1 = add(add(W8(s, t, 7), keyed_word), add(vec_big_sigma1(e), vec_choice(e, W8(s, t, 5), W8(s, t, 6))));
  W8(s, t, 3) = add(W8(s, t, 3), t1);
  W8(s, t, 7) = add(t1, add(vec_big_sigma0(a), vec_majority(a, W8(s, t, 1), W8(s, t, 2))));
}

/* Message word t from those before it, kept in a ring of sixteen. */
INLINE vec vec_next_word(vec w[16], int t) {
  vec sum = add(add(w[t & 15], vec_small_sigma0(w[(t + 1) & 15])), add(w[(t + 9) & 15], vec_small_sigma1(w[(t + 14) & 15])));
  w[t & 15] = sum;
  return sum;
}

/* Message words 4-63 of the first hash with their round constants, for one batch of nonces. */
INLINE void vec_keyed_schedule(vec keyed[64], const fixed_schedule *fixed, vec nonces) {
  vec w[16];
  for (int i = 0; i < 16; i++) w[i] = splat(0);
  w[0] = splat(fixed->w16);
  w[1] = splat(fixed->w17);
  w[2] = add(splat(fixed->w18_part), vec_small_sigma0(nonces));
  w[3] = add(splat(fixed->w19_part), nonces);
  w[4] = add(splat(PADDING_BIT), vec_small_sigma1(w[2]));
  w[5] = vec_small_sigma1(w[3]);
  w[6] = add(splat(HEADER_BITS), vec_small_sigma1(w[4]));
  w[7] = add(w[0], vec_small_sigma1(w[5]));
  w[8] = add(w[1], vec_small_sigma1(w[6]));
  w[9] = add(w[2], vec_small_sigma1(w[7]));
  w[10] = add(w[3], vec_small_sigma1(w[8]));
  w[11] = add(w[4], vec_small_sigma1(w[9]));
  w[12] = add(w[5], vec_small_sigma1(w[10]));
  w[13] = add(w[6], vec_small_sigma1(w[11]));
  w[14] = add(add(w[7], splat(small_sigma0(HEADER_BITS))), vec_small_sigma1(w[12]));
  w[15] = add(add(w[8], splat(fixed->w31_part)), vec_small_sigma1(w[13]));
  for (int t = 16; t < 32; t++) keyed[t] = add(w[t - 16], splat(SHA256_K[t]));
  for (int t = 32; t < 64; t++) keyed[t] = add(vec_next_word(w, t), splat(SHA256_K[t]));
}

typedef struct {
  vec words[8];
} vec_state;

/* What one stream hashes: a batch of nonces with one version. */
typedef struct {
  const uint32_t *before, *midstate;
  const vec *keyed;
  vec nonces;
} vec_stream;

/* The first hash of each stream: leaves the words that the second one hashes. */
INLINE void vec_first_hash(vec_state out[STREAMS], const vec_stream in[STREAMS]) {
  vec s[STREAMS][8];
  for (int k = 0; k < STREAMS; k++) {
    for (int i = 0; i < 8; i++) W8(s[k], 4, i) = splat(in[k].before[i]);
    W8(s[k], 4, 0) = add(W8(s[k], 4, 0), in[k].nonces);
    W8(s[k], 4, 4) = add(W8(s[k], 4, 4), in[k].nonces);
  }
#pragma GCC unroll 16
  for (int t = 4; t < 16; t++)
    for (int k = 0; k < STREAMS; k++)
      vec_round(s[k], t, splat(SHA256_K[t] + (t == 4 ? PADDING_BIT : t == 15 ? HEADER_BITS : 0)));
#pragma GCC unroll 1
  for (int base = 16; base < 64; base += 16)
#pragma GCC unroll 16
    for (int t = 0; t < 16; t++)
      for (int k = 0; k < STREAMS; k++) vec_round(s[k], t, in[k].keyed[base + t]);
  for (int k = 0; k < STREAMS; k++)
    for (int i = 0; i < 8; i++) out[k].words[i] = add(s[k][i], splat(in[k].midstate[i]));
}

/* Round 0 of the second hash starts from constants: only its message word is not known. */
INLINE void vec_first_round(vec s[8], vec word) {
  const uint32_t *iv = SHA256_IV;
  const uint32_t t1 = iv[7] + big_sigma1(iv[4]) + choice(iv[4], iv[5], iv[6]) + SHA256_K[0];
  const uint32_t t2 = big_sigma0(iv[0]) + majority(iv[0], iv[1], iv[2]);
  for (int i = 0; i < 8; i++) s[i] = splat(iv[i]);
  s[3] = add(word, splat(iv[3] + t1));
  s[7] = add(word, splat(t1 + t2));
}

/*
 * Message word t, 16-31, of the second hash: as vec_next_word, with what is known of words 8-15, which are padding and
 * not in the ring yet.
 */
INLINE vec vec_second_word(vec w[16], int t) {
  const int i = t & 15;
  vec sum = i < 8 ? w[i] : splat(i == 8 ? PADDING_BIT : i == 15 ? HASH_BITS : 0);
  if (i < 7 || i == 15) sum = add(sum, vec_small_sigma0(w[(t + 1) & 15]));
  if (i == 7) sum = add(sum, splat(small_sigma0(PADDING_BIT)));
  if (i == 14) sum = add(sum, splat(small_sigma0(HASH_BITS)));
  if (i == 6) sum = add(sum, splat(HASH_BITS));
  if (i > 6) sum = add(sum, w[(t + 9) & 15]);
  if (i == 1) sum = add(sum, splat(small_sigma1(HASH_BITS)));
  if (i > 1) sum = add(sum, vec_small_sigma1(w[(t + 14) & 15]));
  w[i] = sum;
  return sum;
}

/* The second hash as far as its last word: e after round 60 is h after round 63. */
INLINE void vec_second_hash(vec last[STREAMS], const vec_state first[STREAMS]) {
  vec s[STREAMS][8], w[STREAMS][16];
  for (int k = 0; k < STREAMS; k++) {
    for (int i = 0; i < 8; i++) w[k][i] = first[k].words[i];
    vec_first_round(s[k], w[k][0]);
  }
#pragma GCC unroll 16
  for (int t = 1; t < 16; t++)
    for (int k = 0; k < STREAMS; k++) {
      const vec constant = splat(SHA256_K[t] + (t == 8 ? PADDING_BIT : t == 15 ? HASH_BITS : 0));
      vec_round(s[k], t, t < 8 ? add(w[k][t], constant) : constant);
    }
#pragma GCC unroll 16
  for (int t = 16; t < 32; t++)
    for (int k = 0; k < STREAMS; k++) vec_round(s[k], t, add(vec_second_word(w[k], t), splat(SHA256_K[t])));
#pragma GCC unroll 1
  for (int base = 32; base < LOOPED_TO; base += 16)
#pragma GCC unroll 16
    for (int t = 0; t < 16; t++)
      for (int k = 0; k < STREAMS; k++) vec_round(s[k], t, add(vec_next_word(w[k], t), splat(SHA256_K[base + t])));
/* Sixteen, not all 29: measured, all of them in a row are a fifth slower with gcc and with clang. */
#pragma GCC unroll 16
  for (int t = LOOPED_TO; t < 61; t++)
    for (int k = 0; k < STREAMS; k++) vec_round(s[k], t, add(vec_next_word(w[k], t), splat(SHA256_K[t])));
  for (int k = 0; k < STREAMS; k++) last[k] = add(W8(s[k], 61, 4), splat(SHA256_IV[7]));
}

/*
 * @param groups - batches of nonces that are hashed side by side: 1 where the streams are versions, STREAMS where there
 *   is one version alone
 */
INLINE scan_result vector_scan_groups(const scan_job *job, uint32_t first, uint32_t count, const scan_permit *permit,
                                      int groups) {
  const fixed_schedule fixed = schedule_before_nonce(job->tail);
  const int versions_at_once = STREAMS / groups;
  /* Versions that the last group lacks are the last one again. */
  const uint32_t versions = job->versions;
  uint32_t before[MAX_VERSIONS + STREAMS][8];
  const uint32_t *midstates[MAX_VERSIONS + STREAMS];
  for (uint32_t v = 0; v < versions + STREAMS; v++) {
    midstates[v] = job->midstates[v < versions ? v : versions - 1];
    state_before_nonce(before[v], midstates[v], job->tail);
  }
  const vec target = splat(job->target_top);
  vec keyed[STREAMS][64], nonces[STREAMS];
  for (uint32_t offset = 0; offset < count; offset += LANES * groups) {
    if (!may_go_on(permit)) return (scan_result){offset, false};
    for (int g = 0; g < groups; g++) {
      nonces[g] = swap_bytes(count_up(first + offset + LANES * g));
      vec_keyed_schedule(keyed[g], &fixed, nonces[g]);
    }
    uint64_t found = 0; /* bit l: lane l of all groups has a candidate */
    for (uint32_t v = 0; v < versions; v += versions_at_once) {
      vec_stream in[STREAMS];
      vec_state state[STREAMS];
      vec last[STREAMS];
      for (int k = 0; k < STREAMS; k++) {
        int g = k % groups, own = v + k / groups;
        in[k] = (vec_stream){before[own], midstates[own], keyed[g], nonces[g]};
      }
      vec_first_hash(state, in);
      vec_second_hash(last, state);
      for (int k = 0; k < STREAMS; k++)
        found |= (uint64_t)at_most(swap_bytes(last[k]), target) << LANES * (k % groups);
    }
    if (!found) continue;
    uint32_t lane = (uint32_t)__builtin_ctzll(found);
    /* Lanes past the end of the range were hashed, too. */
    return lane < count - offset ? (scan_result){offset + lane + 1, true} : (scan_result){count, false};
  }
  return (scan_result){count, false};
}

INLINE scan_result vector_scan(const scan_job *job, uint32_t first, uint32_t count, const scan_permit *permit) {
  return job->versions == 1 ? vector_scan_groups(job, first, count, permit, STREAMS)
                            : vector_scan_groups(job, first, count, permit, 1);
}
