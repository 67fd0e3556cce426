/* Preloaded into a process, notes what it writes below the folder CLARA_RECORDED into the file
   CLARA_RECORD: one record per write, truncation, sync and removal, in the order in which they
   were done. A record: operation, length of the path, length of the data, offset; path; data. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

static pthread_mutex_t in_turn = PTHREAD_MUTEX_INITIALIZER;
static int record = -1;

struct head {
    char operation;
    uint32_t path, data;
    int64_t offset;
} __attribute__((packed));

static int is_watched(const char *path) {
    const char *folder = getenv("CLARA_RECORDED");
    return folder && strncmp(path, folder, strlen(folder)) == 0;
}

static int path_of(int file, char *path) {
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, PATH_MAX - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return is_watched(path);
}

static void note(char operation, const char *path, const void *data, size_t length, off_t offset) {
    if (record < 0) {
        record = open(getenv("CLARA_RECORD"), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
        if (record < 0) abort();
    }
    struct head head = {operation, (uint32_t)strlen(path), (uint32_t)length, offset};
    struct iovec parts[] = {
        {&head, sizeof head}, {(void *)path, head.path}, {(void *)data, length}};
    if (writev(record, parts, 3) != (ssize_t)(sizeof head + head.path + length)) abort();
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

/* Done and noted in one: nobody else's record comes between. */
#define NOTED(result, call, watched, ok, ...)   \
    do {                                        \
        if (!(watched)) { result = call; break; } \
        pthread_mutex_lock(&in_turn);           \
        result = call;                          \
        if (ok) note(__VA_ARGS__);              \
        pthread_mutex_unlock(&in_turn);         \
    } while (0)

ssize_t pwrite64(int file, const void *data, size_t length, off64_t offset) {
    char path[PATH_MAX];
    ssize_t done;
    NOTED(done, REAL(pwrite64)(file, data, length, offset), path_of(file, path), done > 0, 'w', path,
          data, (size_t)done, offset);
    return done;
}

ssize_t pwrite(int file, const void *data, size_t length, off_t offset) {
    return pwrite64(file, data, length, offset);
}

int ftruncate64(int file, off64_t length) {
    char path[PATH_MAX];
    int failed;
    NOTED(failed, REAL(ftruncate64)(file, length), path_of(file, path), !failed, 't', path, "", 0,
          length);
    return failed;
}

int ftruncate(int file, off_t length) { return ftruncate64(file, length); }

int fsync(int file) {
    char path[PATH_MAX];
    int failed;
    NOTED(failed, REAL(fsync)(file), path_of(file, path), !failed, 's', path, "", 0, 0);
    return failed;
}

int fdatasync(int file) { return fsync(file); }

int unlink(const char *path) {
    int failed;
    NOTED(failed, REAL(unlink)(path), is_watched(path), !failed, 'u', path, "", 0, 0);
    return failed;
}
