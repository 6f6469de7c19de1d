/*
 * The kernels for JavaScript, by N-API alone, so that one binary serves every version of Node.
 *
 *   kernels() -> [{ name, isSupported }]
 *   scan(index, job, first, count) -> offset
 *
 * `job` is a Uint32Array with the words of a scan_job, `index` a place in kernels(). Wrong arguments throw a TypeError;
 * nothing can reach an instruction that this CPU does not have.
 */
#include <node_api.h>
#include <stddef.h>
#include <string.h>

#include "cpu.h"

#define TRY(call)                   \
  do {                              \
    if ((call) != napi_ok) return NULL; \
  } while (0)

static napi_value refuse(napi_env env, const char *why) {
  napi_throw_type_error(env, NULL, why);
  return NULL;
}

static uint32_t count_kernels(void) {
  uint32_t count = 0;
  while (NATIVE_KERNELS[count].name) count++;
  return count;
}

static napi_value list_kernels(napi_env env, napi_callback_info info) {
  (void)info;
  napi_value list;
  TRY(napi_create_array(env, &list));
  for (uint32_t i = 0; i < count_kernels(); i++) {
    napi_value kernel, name, is_supported;
    TRY(napi_create_object(env, &kernel));
    TRY(napi_create_string_utf8(env, NATIVE_KERNELS[i].name, NAPI_AUTO_LENGTH, &name));
    TRY(napi_get_boolean(env, NATIVE_KERNELS[i].is_supported(), &is_supported));
    TRY(napi_set_named_property(env, kernel, "name", name));
    TRY(napi_set_named_property(env, kernel, "isSupported", is_supported));
    TRY(napi_set_element(env, list, i, kernel));
  }
  return list;
}

/* The words of a Uint32Array of that length at least; NULL where it is none. */
static const uint32_t *words_of(napi_env env, napi_value value, size_t at_least) {
  bool is_typed_array = false;
  if (napi_is_typedarray(env, value, &is_typed_array) != napi_ok || !is_typed_array) return NULL;
  napi_typedarray_type type;
  size_t length;
  void *data;
  if (napi_get_typedarray_info(env, value, &type, &length, &data, NULL, NULL) != napi_ok) return NULL;
  return type == napi_uint32_array && length >= at_least ? data : NULL;
}

#define JOB_HEAD_WORDS (offsetof(scan_job, midstates) / sizeof(uint32_t))

static napi_value scan(napi_env env, napi_callback_info info) {
  size_t argc = 4;
  napi_value argv[4];
  TRY(napi_get_cb_info(env, info, &argc, argv, NULL, NULL));
  if (argc < 4) return refuse(env, "scan takes a kernel's index, a job, the first nonce and a count");
  uint32_t index, first, count;
  TRY(napi_get_value_uint32(env, argv[0], &index));
  TRY(napi_get_value_uint32(env, argv[2], &first));
  TRY(napi_get_value_uint32(env, argv[3], &count));
  if (index >= count_kernels() || !NATIVE_KERNELS[index].is_supported())
    return refuse(env, "the kernel does not run on this CPU");
  if (count < 1 || count > 1u << 31) return refuse(env, "the count of nonces must be 1 to 2^31");
  const uint32_t *words = words_of(env, argv[1], JOB_HEAD_WORDS);
  if (!words) return refuse(env, "the job must be a Uint32Array");
  if (words[0] < 1 || words[0] > MAX_VERSIONS || !words_of(env, argv[1], JOB_HEAD_WORDS + 8 * words[0]))
    return refuse(env, "the job must have 1 to 64 versions, with a midstate of 8 words each");
  scan_job job;
  memcpy(&job, words, (JOB_HEAD_WORDS + 8 * words[0]) * sizeof(uint32_t));
  napi_value result;
  TRY(napi_create_uint32(env, NATIVE_KERNELS[index].scan(&job, first, count), &result));
  return result;
}

NAPI_MODULE_INIT() {
  napi_value list, scan_function_value;
  TRY(napi_create_function(env, "kernels", NAPI_AUTO_LENGTH, list_kernels, NULL, &list));
  TRY(napi_create_function(env, "scan", NAPI_AUTO_LENGTH, scan, NULL, &scan_function_value));
  TRY(napi_set_named_property(env, exports, "kernels", list));
  TRY(napi_set_named_property(env, exports, "scan", scan_function_value));
  return exports;
}
