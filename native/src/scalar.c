/*
 * The portable kernel: plain C, one header at a time. It runs on every CPU, and is the one to read first: the others do
 * the same in parallel. Compilers make about what they can of it; there is nothing to tune.
 */
#include "sha256.h"

/* Message words 18-63 of the first hash with their round constants; one for all versions. */
static void keyed_schedule(uint32_t keyed[64], const fixed_schedule *fixed, uint32_t nonce) {
  uint32_t w[64] = {0};
  w[3] = nonce, w[4] = PADDING_BIT, w[15] = HEADER_BITS, w[16] = fixed->w16, w[17] = fixed->w17;
  w[18] = fixed->w18_part + small_sigma0(nonce);
  w[19] = fixed->w19_part + nonce;
  for (int t = 20; t < 64; t++) w[t] = small_sigma1(w[t - 2]) + w[t - 7] + small_sigma0(w[t - 15]) + w[t - 16];
  for (int t = 4; t < 64; t++) keyed[t] = w[t] + SHA256_K[t];
}

/* The most significant word of the double hash, as it stands in the state (big-endian). */
static uint32_t last_word(const uint32_t before[8], const uint32_t midstate[8], const uint32_t keyed[64],
                          uint32_t nonce) {
  uint32_t s[8], w[64];
  for (int i = 0; i < 8; i++) s[i] = before[i];
  s[0] += nonce, s[4] += nonce;
  for (int t = 4; t < 64; t++) sha256_round(s, keyed[t]);
  for (int i = 0; i < 8; i++) w[i] = s[i] + midstate[i];
  w[8] = PADDING_BIT, w[15] = HASH_BITS;
  for (int t = 9; t < 15; t++) w[t] = 0;
  for (int t = 16; t < 61; t++) w[t] = small_sigma1(w[t - 2]) + w[t - 7] + small_sigma0(w[t - 15]) + w[t - 16];
  for (int i = 0; i < 8; i++) s[i] = SHA256_IV[i];
  /* e after round 60 is h after round 63. */
  for (int t = 0; t < 61; t++) sha256_round(s, w[t] + SHA256_K[t]);
  return s[4] + SHA256_IV[7];
}

scan_result scan_scalar(const scan_job *job, uint32_t first, uint32_t count, const scan_permit *permit) {
  const fixed_schedule fixed = schedule_before_nonce(job->tail);
  uint32_t before[MAX_VERSIONS][8], keyed[64];
  for (uint32_t v = 0; v < job->versions; v++) state_before_nonce(before[v], job->midstates[v], job->tail);
  for (uint32_t offset = 0; offset < count; offset++) {
    if (!may_go_on(permit)) return (scan_result){offset, false};
    uint32_t nonce = swap32(first + offset);
    keyed_schedule(keyed, &fixed, nonce);
    for (uint32_t v = 0; v < job->versions; v++) {
      uint32_t last = last_word(before[v], job->midstates[v], keyed, nonce);
      if (swap32(last) <= job->target_top) return (scan_result){offset + 1, true};
    }
  }
  return (scan_result){count, false};
}
