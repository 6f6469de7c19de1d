/*
 * A disk that fails, for a process that this library is preloaded into. What it does to one file only, in words of its
 * environment:
 *
 *   NONCED_FAULT         OPERATIONS:EFFECT, e.g. "write,pwrite:torn-enospc"
 *   NONCED_FAULT_PATH    a part of the paths of the files that fail; all others are left alone
 *   NONCED_FAULT_ONE_IN  on average one operation in so many fails
 *   NONCED_FAULT_AFTER   so many operations succeed first
 *   NONCED_FAULT_SEED    a number for the choices
 *
 * Operations: open, read, write, pread, pwrite, fsync, truncate. Effects:
 *
 *   eio, enospc              it fails, and does nothing
 *   torn-eio, torn-enospc    a part is written, then it fails
 *   short                    a part is written or read, and said so
 *   kill, torn-kill          the process dies instead, or after a part is written
 *   power-loss               the process dies, and the last writes that no fsync followed are lost with it
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* What was at a place of a file before a write, until an fsync makes the write last. */
struct undo {
  struct undo *older;
  char path[PATH_MAX];
  dev_t device;
  ino_t inode;
  off_t offset;
  size_t length;
  off_t size;
  unsigned char bytes[];
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct undo *newest;
static uint64_t random_state;
static long operations;

static int (*real_open)(const char *, int, ...);
static ssize_t (*real_read)(int, void *, size_t);
static ssize_t (*real_write)(int, const void *, size_t);
static ssize_t (*real_pread)(int, void *, size_t, off_t);
static ssize_t (*real_pwrite)(int, const void *, size_t, off_t);
static int (*real_fsync)(int);
static int (*real_fdatasync)(int);
static int (*real_ftruncate)(int, off_t);

__attribute__((constructor)) static void start(void) {
  const char *seed = getenv("NONCED_FAULT_SEED");
  random_state = (seed ? strtoull(seed, NULL, 10) : 1) * 2654435769u + 88172645463325252u;
  real_open = dlsym(RTLD_NEXT, "open64");
  real_read = dlsym(RTLD_NEXT, "read");
  real_write = dlsym(RTLD_NEXT, "write");
  real_pread = dlsym(RTLD_NEXT, "pread64");
  real_pwrite = dlsym(RTLD_NEXT, "pwrite64");
  real_fsync = dlsym(RTLD_NEXT, "fsync");
  real_fdatasync = dlsym(RTLD_NEXT, "fdatasync");
  real_ftruncate = dlsym(RTLD_NEXT, "ftruncate64");
}

/* xorshift64 */
static uint64_t draw(void) {
  random_state ^= random_state << 13;
  random_state ^= random_state >> 7;
  random_state ^= random_state << 17;
  return random_state;
}

static long number(const char *name, long fallback) {
  const char *text = getenv(name);
  return text ? strtol(text, NULL, 10) : fallback;
}

static bool path_of(int fd, char *path) {
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, PATH_MAX - 1);
  if (length <= 0) return false;
  path[length] = '\0';
  return true;
}

static bool is_ours(const char *path) {
  const char *part = getenv("NONCED_FAULT_PATH");
  return part && strstr(path, part);
}

/* True where this operation is one that fails, now. */
static bool fails(const char *operation) {
  const char *spec = getenv("NONCED_FAULT");
  if (!spec) return false;
  size_t length = strlen(operation);
  const char *end = strchr(spec, ':');
  for (const char *at = spec; at && at < end; at = strchr(at, ',') ? strchr(at, ',') + 1 : NULL) {
    if (strncmp(at, operation, length) != 0 || (at[length] != ',' && at[length] != ':')) continue;
    if (operations++ < number("NONCED_FAULT_AFTER", 0)) return false;
    return draw() % (uint64_t)number("NONCED_FAULT_ONE_IN", 100) == 0;
  }
  return false;
}

static bool is_effect(const char *name) {
  const char *spec = getenv("NONCED_FAULT");
  const char *effect = spec ? strchr(spec, ':') : NULL;
  return effect && strcmp(effect + 1, name) == 0;
}

static bool is_power_loss(void) { return is_effect("power-loss"); }

static void die(void) {
  kill(getpid(), SIGKILL);
  for (;;) pause();
}

/* Notes what a write will replace. */
static void note(int fd, const char *path, off_t offset, size_t length) {
  struct stat before;
  if (!is_power_loss() || fstat(fd, &before) != 0) return;
  struct undo *entry = malloc(sizeof *entry + length);
  if (!entry) return;
  strcpy(entry->path, path);
  entry->device = before.st_dev;
  entry->inode = before.st_ino;
  entry->offset = offset;
  entry->size = before.st_size;
  ssize_t had = length > 0 ? real_pread(fd, entry->bytes, length, offset) : 0;
  entry->length = had > 0 ? (size_t)had : 0;
  entry->older = newest;
  newest = entry;
}

/* The writes to the file last from now on. */
static void forget(int fd) {
  struct stat file;
  if (!is_power_loss() || fstat(fd, &file) != 0) return;
  for (struct undo **at = &newest; *at;) {
    struct undo *entry = *at;
    if (entry->device == file.st_dev && entry->inode == file.st_ino) {
      *at = entry->older;
      free(entry);
    } else at = &entry->older;
  }
}

static void take_back(const struct undo *entry) {
  struct stat file;
  int fd = real_open(entry->path, O_RDWR | O_CLOEXEC);
  if (fd < 0) return;
  if (fstat(fd, &file) == 0 && file.st_dev == entry->device && file.st_ino == entry->inode) {
    if (entry->length > 0) real_pwrite(fd, entry->bytes, entry->length, entry->offset);
    if (real_ftruncate(fd, entry->size) != 0) _exit(99);
  }
  close(fd);
}

static void lose_power(void) {
  int count = 0;
  for (struct undo *at = newest; at; at = at->older) count++;
  /* Some of them may have reached the disk. */
  int lost = count == 0 ? 0 : (int)(draw() % (uint64_t)(count + 1));
  for (struct undo *at = newest; at && lost > 0; at = at->older, lost--) take_back(at);
  die();
}

/* What a failing operation without data returns. */
static int fail(void) {
  if (is_effect("kill") || is_effect("torn-kill")) die();
  if (is_power_loss()) lose_power();
  errno = is_effect("enospc") || is_effect("torn-enospc") ? ENOSPC : EIO;
  return -1;
}

/* How much of the data a failing operation still writes or reads. */
static size_t part_of(size_t length) {
  if (length == 1 && is_effect("short")) return length;
  bool partly = is_effect("short") || strstr(getenv("NONCED_FAULT"), ":torn-");
  return partly && length > 1 ? 1 + (size_t)(draw() % (uint64_t)(length - 1)) : 0;
}

int open64(const char *path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, mode_t) : 0;
  va_end(rest);
  if (is_ours(path)) {
    pthread_mutex_lock(&lock);
    bool failed = fails("open") && fail() != 0;
    int code = errno;
    pthread_mutex_unlock(&lock);
    errno = code;
    if (failed) return -1;
  }
  return real_open(path, flags, mode);
}

static ssize_t write_some(const char *operation, int fd, const void *data, size_t length, const off_t *offset) {
  char path[PATH_MAX];
  if (!path_of(fd, path) || !is_ours(path))
    return offset ? real_pwrite(fd, data, length, *offset) : real_write(fd, data, length);
  pthread_mutex_lock(&lock);
  ssize_t result;
  bool failing = fails(operation);
  size_t part = failing ? part_of(length) : length;
  if (offset) note(fd, path, *offset, part);
  if (part == 0 && length > 0) result = 0;
  else result = offset ? real_pwrite(fd, data, part, *offset) : real_write(fd, data, part);
  if (failing && !(is_effect("short") && result > 0)) result = fail();
  int code = errno;
  pthread_mutex_unlock(&lock);
  errno = code;
  return result;
}

ssize_t write(int fd, const void *data, size_t length) { return write_some("write", fd, data, length, NULL); }

ssize_t pwrite64(int fd, const void *data, size_t length, off_t offset) {
  return write_some("pwrite", fd, data, length, &offset);
}

ssize_t pwrite(int fd, const void *data, size_t length, off_t offset) {
  return write_some("pwrite", fd, data, length, &offset);
}

static ssize_t read_some(const char *operation, int fd, void *data, size_t length, const off_t *offset) {
  char path[PATH_MAX];
  if (path_of(fd, path) && is_ours(path)) {
    pthread_mutex_lock(&lock);
    bool failing = fails(operation);
    size_t part = failing ? part_of(length) : length;
    bool failed = failing && part == 0 && fail() != 0;
    int code = errno;
    pthread_mutex_unlock(&lock);
    errno = code;
    if (failed) return -1;
    length = part;
  }
  return offset ? real_pread(fd, data, length, *offset) : real_read(fd, data, length);
}

ssize_t read(int fd, void *data, size_t length) { return read_some("read", fd, data, length, NULL); }

ssize_t pread64(int fd, void *data, size_t length, off_t offset) {
  return read_some("pread", fd, data, length, &offset);
}

ssize_t pread(int fd, void *data, size_t length, off_t offset) {
  return read_some("pread", fd, data, length, &offset);
}

static int sync_file(int fd, int (*real)(int)) {
  char path[PATH_MAX];
  if (!path_of(fd, path) || !is_ours(path)) return real(fd);
  pthread_mutex_lock(&lock);
  int result = fails("fsync") ? fail() : real(fd);
  if (result == 0) forget(fd);
  int code = errno;
  pthread_mutex_unlock(&lock);
  errno = code;
  return result;
}

int fsync(int fd) { return sync_file(fd, real_fsync); }

int fdatasync(int fd) { return sync_file(fd, real_fdatasync); }

static int truncate_file(int fd, off_t size) {
  char path[PATH_MAX];
  struct stat before;
  if (!path_of(fd, path) || !is_ours(path)) return real_ftruncate(fd, size);
  pthread_mutex_lock(&lock);
  int result;
  if (fails("truncate")) result = fail();
  else {
    if (fstat(fd, &before) == 0 && size < before.st_size) note(fd, path, size, (size_t)(before.st_size - size));
    result = real_ftruncate(fd, size);
  }
  int code = errno;
  pthread_mutex_unlock(&lock);
  errno = code;
  return result;
}

int ftruncate64(int fd, off_t size) { return truncate_file(fd, size); }

int ftruncate(int fd, off_t size) { return truncate_file(fd, size); }
