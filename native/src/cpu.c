/*
 * Asked by CPUID rather than by the compiler's own flags: one binary runs everywhere. The wide registers also need the
 * operating system, which says so in XCR0.
 * Source: Intel 64 and IA-32 Architectures Software Developer's Manual, volume 2, CPUID; volume 1, 13.3.
 */
#include "cpu.h"

#include <stddef.h>

static bool always(void) { return true; }

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

static bool has_sha_ni(void) {
  const uint32_t sse41 = 1u << 19, sha = 1u << 29;
  return (cpuid(1, 0).ecx & sse41) && (cpuid(7, 0).ebx & sha);
}

static bool has_avx2(void) { return saves_registers(XCR0_AVX) && (cpuid(7, 0).ebx & 1u << 5); }

static bool has_avx512(void) {
  const uint32_t wanted = 1u << 16 | 1u << 30 | 1u << 31; /* F, BW, VL */
  return saves_registers(XCR0_AVX512) && (cpuid(7, 0).ebx & wanted) == wanted;
}

static bool has_both(void) { return has_sha_ni() && has_avx512(); }

#elif defined(__aarch64__)
#if defined(__linux__)
#include <sys/auxv.h>
static bool has_sha2(void) {
  const unsigned long hwcap_sha2 = 1ul << 6;
  return getauxval(AT_HWCAP) & hwcap_sha2;
}
#else
/* Every 64-bit ARM that macOS runs on has them. */
static bool has_sha2(void) { return true; }
#endif
#endif

const native_kernel NATIVE_KERNELS[] = {
#if defined(__x86_64__)
#if defined(__linux__)
    {"hybrid", scan_hybrid, has_both},
#endif
    {"avx512", scan_avx512, has_avx512},
    {"sha-ni", scan_sha_ni, has_sha_ni},
    {"avx2", scan_avx2, has_avx2},
#elif defined(__aarch64__)
    {"armv8", scan_armv8, has_sha2},
#endif
    {"scalar", scan_scalar, always},
    {NULL, NULL, NULL}};
