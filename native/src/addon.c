/*
 * The kernels for JavaScript, by N-API alone, so that one binary serves every version of Node.
 *
 *   kernels() -> [{ name, lacks }], where `lacks` lists the features that the kernel needs and this CPU does not have
 *   features() -> names of those that it has
 *   scan(index, job, first, count, word, value) -> tried
 *   interfaceVersion, which the loader compares: a binary of an older checkout is not to be called
 *
 * `job` is a Uint32Array with the words of a scan_job, `index` a place in kernels(); `word` is an Int32Array whose first
 * element is watched (see scan_permit), or undefined. `tried` is negative, or 0, where the last nonce tried has no
 * candidate. Wrong arguments throw a TypeError; nothing can reach an instruction that this CPU does not have.
 */
#include <node_api.h>
#include <stdbool.h>
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

/* The names of some features, in an array. */
static napi_value name_features(napi_env env, uint32_t bits) {
  napi_value list, name;
  uint32_t length = 0;
  TRY(napi_create_array(env, &list));
  for (const cpu_feature *feature = CPU_FEATURES; feature->name; feature++) {
    if (!(bits & feature->bit)) continue;
    TRY(napi_create_string_utf8(env, feature->name, NAPI_AUTO_LENGTH, &name));
    TRY(napi_set_element(env, list, length++, name));
  }
  return list;
}

static napi_value list_features(napi_env env, napi_callback_info info) {
  (void)info;
  return name_features(env, cpu_features());
}

/* What a kernel needs and this CPU lacks, as bits. */
static uint32_t lacks(uint32_t index) { return NATIVE_KERNELS[index].needs & ~cpu_features(); }

static napi_value list_kernels(napi_env env, napi_callback_info info) {
  (void)info;
  napi_value list;
  TRY(napi_create_array(env, &list));
  for (uint32_t i = 0; i < count_kernels(); i++) {
    napi_value kernel, name, lacking = name_features(env, lacks(i));
    TRY(napi_create_object(env, &kernel));
    TRY(napi_create_string_utf8(env, NATIVE_KERNELS[i].name, NAPI_AUTO_LENGTH, &name));
    TRY(napi_set_named_property(env, kernel, "name", name));
    TRY(napi_set_named_property(env, kernel, "lacks", lacking));
    TRY(napi_set_element(env, list, i, kernel));
  }
  return list;
}

/* The words of a typed array of that type, and of that length at least; NULL where it is none. */
static const void *words_of(napi_env env, napi_value value, napi_typedarray_type wanted, size_t at_least) {
  bool is_typed_array = false;
  if (napi_is_typedarray(env, value, &is_typed_array) != napi_ok || !is_typed_array) return NULL;
  napi_typedarray_type type;
  size_t length;
  void *data;
  if (napi_get_typedarray_info(env, value, &type, &length, &data, NULL, NULL) != napi_ok) return NULL;
  return type == wanted && length >= at_least ? data : NULL;
}

#define JOB_HEAD_WORDS (offsetof(scan_job, midstates) / sizeof(uint32_t))

/* Reads the last two arguments of scan; false where they are wrong. Without them a scan runs to its end. */
static bool read_permit(napi_env env, size_t argc, const napi_value argv[], scan_permit *permit) {
  static const int32_t always = 0;
  *permit = (scan_permit){&always, always};
  napi_valuetype type = napi_undefined;
  if (argc > 4 && napi_typeof(env, argv[4], &type) != napi_ok) return false;
  if (type == napi_undefined) return true;
  permit->word = words_of(env, argv[4], napi_int32_array, 1);
  return argc == 6 && permit->word && napi_get_value_int32(env, argv[5], &permit->value) == napi_ok;
}

static napi_value scan(napi_env env, napi_callback_info info) {
  size_t argc = 6;
  napi_value argv[6];
  TRY(napi_get_cb_info(env, info, &argc, argv, NULL, NULL));
  if (argc < 4) return refuse(env, "scan takes a kernel's index, a job, the first nonce and a count");
  uint32_t index, first, count;
  TRY(napi_get_value_uint32(env, argv[0], &index));
  TRY(napi_get_value_uint32(env, argv[2], &first));
  TRY(napi_get_value_uint32(env, argv[3], &count));
  if (index >= count_kernels() || lacks(index))
    return refuse(env, "the kernel does not run on this CPU");
  if (count < 1 || count > 1u << 31) return refuse(env, "the count of nonces must be 1 to 2^31");
  const uint32_t *words = words_of(env, argv[1], napi_uint32_array, JOB_HEAD_WORDS);
  if (!words) return refuse(env, "the job must be a Uint32Array");
  if (words[0] < 1 || words[0] > MAX_VERSIONS ||
      !words_of(env, argv[1], napi_uint32_array, JOB_HEAD_WORDS + 8 * words[0]))
    return refuse(env, "the job must have 1 to 64 versions, with a midstate of 8 words each");
  scan_job job;
  memcpy(&job, words, (JOB_HEAD_WORDS + 8 * words[0]) * sizeof(uint32_t));
  scan_permit permit;
  if (!read_permit(env, argc, argv, &permit)) return refuse(env, "the word to watch must be an Int32Array");
  const scan_result done = NATIVE_KERNELS[index].scan(&job, first, count, &permit);
  napi_value result;
  TRY(napi_create_int64(env, done.found ? (int64_t)done.tried : -(int64_t)done.tried, &result));
  return result;
}

static bool add_function(napi_env env, napi_value exports, const char *name, napi_callback callback) {
  napi_value function;
  return napi_create_function(env, name, NAPI_AUTO_LENGTH, callback, NULL, &function) == napi_ok &&
         napi_set_named_property(env, exports, name, function) == napi_ok;
}

/* Counts up with every change of what is exported; src/kernel/native/loader.ts has the same number. */
#define INTERFACE_VERSION 3

NAPI_MODULE_INIT() {
  napi_value version;
  TRY(napi_create_uint32(env, INTERFACE_VERSION, &version));
  TRY(napi_set_named_property(env, exports, "interfaceVersion", version));
  const bool added = add_function(env, exports, "kernels", list_kernels) &&
                     add_function(env, exports, "features", list_features) &&
                     add_function(env, exports, "scan", scan);
  return added ? exports : NULL;
}
