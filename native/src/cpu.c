/*
 * Asked by CPUID rather than by the compiler's own flags: one binary runs everywhere. The wide registers also need the
 * operating system, which says so in XCR0.
 * Source: Intel 64 and IA-32 Architectures Software Developer's Manual, volume 2, CPUID; volume 1, 13.3.
 */
#include "cpu.h"

#include <stdbool.h>
#include <stddef.h>

#if defined(__x86_64__)
#include <cpuid.h>

typedef struct {
  uint32_t eax, ebx, ecx, edx;
} cpuid_words;

static cpuid_words cpuid(uint32_t leaf, uint32_t subleaf) {
  cpuid_words r = {0, 0, 0, 0};
  __get_cpuid_count(leaf, subleaf, &r.eax, &r.ebx, &r.ecx, &r.edx);
  return r;
}

/* Bits of XCR0: SSE and AVX; with AVX-512 also its masks and both halves of its registers. */
#define XCR0_AVX 0x06u
#define XCR0_AVX512 0xe6u

static bool saves_registers(uint32_t wanted) {
  const uint32_t osxsave = 1u << 27;
  if (!(cpuid(1, 0).ecx & osxsave)) return false;
  uint32_t low, high;
  __asm__("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  return (low & wanted) == wanted;
}

enum { SSE41 = 1, SHA_NI = 2, AVX2 = 4, AVX512F = 8, AVX512BW = 16, AVX512VL = 32 };

const cpu_feature CPU_FEATURES[] = {{"sse4.1", SSE41},       {"sha", SHA_NI},           {"avx2", AVX2},
                                    {"avx512f", AVX512F},    {"avx512bw", AVX512BW},    {"avx512vl", AVX512VL},
                                    {NULL, 0}};

static uint32_t detect_features(void) {
  const uint32_t seven = cpuid(7, 0).ebx;
  uint32_t features = 0;
  if (cpuid(1, 0).ecx & 1u << 19) features |= SSE41;
  if (seven & 1u << 29) features |= SHA_NI;
  if (saves_registers(XCR0_AVX) && seven & 1u << 5) features |= AVX2;
  if (!saves_registers(XCR0_AVX512)) return features;
  if (seven & 1u << 16) features |= AVX512F;
  if (seven & 1u << 30) features |= AVX512BW;
  if (seven & 1u << 31) features |= AVX512VL;
  return features;
}

#elif defined(__aarch64__)
enum { SHA2 = 1 };

const cpu_feature CPU_FEATURES[] = {{"sha2", SHA2}, {NULL, 0}};

#if defined(__linux__)
#include <sys/auxv.h>
static uint32_t detect_features(void) {
  const unsigned long hwcap_sha2 = 1ul << 6;
  return getauxval(AT_HWCAP) & hwcap_sha2 ? SHA2 : 0;
}
#else
/* Every 64-bit ARM that macOS runs on has them. */
static uint32_t detect_features(void) { return SHA2; }
#endif

#else
const cpu_feature CPU_FEATURES[] = {{NULL, 0}};

static uint32_t detect_features(void) { return 0; }
#endif

/*
 * Asked once: under a hypervisor CPUID leaves the guest, which takes as long as hundreds of hashes. Threads that ask at
 * the same time write the same.
 */
uint32_t cpu_features(void) {
  static uint32_t features;
  static _Atomic bool is_known;
  if (!is_known) {
    features = detect_features();
    is_known = true;
  }
  return features;
}

const native_kernel NATIVE_KERNELS[] = {
#if defined(__x86_64__)
#if defined(__linux__)
    {"hybrid", scan_hybrid, SSE41 | SHA_NI | AVX512F | AVX512BW | AVX512VL},
#endif
    {"avx512", scan_avx512, AVX512F | AVX512BW},
    {"sha-ni", scan_sha_ni, SSE41 | SHA_NI},
    {"avx2", scan_avx2, AVX2},
#elif defined(__aarch64__)
    {"armv8", scan_armv8, SHA2},
#endif
    {"scalar", scan_scalar, 0},
    {NULL, NULL, 0}};
