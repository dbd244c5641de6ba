/*
 * Writes down what a process does to the files of one folder, in order: what it writes and where, what it cuts off, what
 * it deletes, and what it asks to be on the disk. Loaded before everything else (LD_PRELOAD).
 *
 *   W OFFSET LENGTH PATH\n then so many bytes    T LENGTH PATH\n    U PATH\n    S PATH\n
 *
 * FAIRLEAD_RECORD_FOLDER: the folder; FAIRLEAD_RECORD_LOG: where it is written down, elsewhere.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;
static int book = -1;
static char folder[4096];

__attribute__((constructor)) static void begin(void) {
  const char *in = getenv("FAIRLEAD_RECORD_FOLDER");
  const char *to = getenv("FAIRLEAD_RECORD_LOG");
  if (!in || !to || strlen(in) >= sizeof folder) return;
  strcpy(folder, in);
  book = open(to, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

/* Whether a file is of the folder, or the folder itself. Mappings and room kept free are no part of what must last. */
static int is_ours(int fd, char *path, size_t size) {
  char link[64];
  if (book < 0 || fd == book) return 0;
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, size - 1);
  if (length <= 0) return 0;
  path[length] = 0;
  if (strncmp(path, folder, strlen(folder)) != 0) return 0;
  return !strstr(path, "-shm") && !strstr(path, "-reserve");
}

static void note(const char *head, const void *bytes, size_t length) {
  struct iovec parts[2] = {{(void *)head, strlen(head)}, {(void *)bytes, length}};
  size_t whole = parts[0].iov_len + length;
  if (syscall(SYS_writev, book, parts, 2) != (ssize_t)whole) abort();
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

/* The call and its line are one: no other thread comes between. */
ssize_t pwrite64(int fd, const void *bytes, size_t length, off64_t at) {
  char path[4096], head[4200];
  if (!is_ours(fd, path, sizeof path)) return REAL(pwrite64)(fd, bytes, length, at);
  pthread_mutex_lock(&turn);
  ssize_t done = REAL(pwrite64)(fd, bytes, length, at);
  if (done > 0) {
    snprintf(head, sizeof head, "W %lld %zd %s\n", (long long)at, done, path);
    note(head, bytes, done);
  }
  pthread_mutex_unlock(&turn);
  return done;
}

ssize_t write(int fd, const void *bytes, size_t length) {
  char path[4096], head[4200];
  if (!is_ours(fd, path, sizeof path)) return REAL(write)(fd, bytes, length);
  pthread_mutex_lock(&turn);
  ssize_t done = REAL(write)(fd, bytes, length);
  if (done > 0) {
    long long end = lseek64(fd, 0, SEEK_CUR);
    snprintf(head, sizeof head, "W %lld %zd %s\n", end - done, done, path);
    note(head, bytes, done);
  }
  pthread_mutex_unlock(&turn);
  return done;
}

int ftruncate64(int fd, off64_t length) {
  char path[4096], head[4200];
  if (!is_ours(fd, path, sizeof path)) return REAL(ftruncate64)(fd, length);
  pthread_mutex_lock(&turn);
  int done = REAL(ftruncate64)(fd, length);
  if (done == 0) {
    snprintf(head, sizeof head, "T %lld %s\n", (long long)length, path);
    note(head, "", 0);
  }
  pthread_mutex_unlock(&turn);
  return done;
}

int unlink(const char *path) {
  char head[4200];
  if (book < 0 || strncmp(path, folder, strlen(folder)) != 0 || strstr(path, "-shm")) return REAL(unlink)(path);
  pthread_mutex_lock(&turn);
  int done = REAL(unlink)(path);
  if (done == 0) {
    snprintf(head, sizeof head, "U %s\n", path);
    note(head, "", 0);
  }
  pthread_mutex_unlock(&turn);
  return done;
}

static int synced(int fd, int (*real)(int)) {
  char path[4096], head[4200];
  if (!is_ours(fd, path, sizeof path)) return real(fd);
  /* Written down after it is done: until then nothing may count on it. */
  int done = real(fd);
  pthread_mutex_lock(&turn);
  if (done == 0) {
    snprintf(head, sizeof head, "S %s\n", path);
    note(head, "", 0);
  }
  pthread_mutex_unlock(&turn);
  return done;
}

int fsync(int fd) { return synced(fd, REAL(fsync)); }
int fdatasync(int fd) { return synced(fd, REAL(fdatasync)); }
