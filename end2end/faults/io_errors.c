/* Makes writes to a SQLite database fail: preloaded into the server by io_errors.py.
 *
 * While the file named by FAULT_FILE holds a number, every write, truncation and sync of a file whose path contains
 * "vitrine.db" fails with that errno. Nothing else is touched. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static int fault(int fd)
{
    char link[64], path[4096], text[16] = "";
    const char *control = getenv("FAULT_FILE");
    if (!control)
        return 0;
    int file = open(control, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return 0;
    ssize_t got = read(file, text, sizeof text - 1);
    close(file);
    int number = got > 0 ? atoi(text) : 0;
    if (!number)
        return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    got = readlink(link, path, sizeof path - 1);
    if (got < 0)
        return 0;
    path[got] = 0;
    return strstr(path, "vitrine.db") ? number : 0;
}

#define WRAP(result, name, parameters, arguments)                                  \
    result name parameters                                                         \
    {                                                                              \
        static result(*real) parameters;                                           \
        if (!real)                                                                 \
            *(void **)&real = dlsym(RTLD_NEXT, #name);                             \
        int number = fault(fd);                                                    \
        if (number) {                                                              \
            errno = number;                                                        \
            return -1;                                                             \
        }                                                                          \
        return real arguments;                                                     \
    }

WRAP(ssize_t, write, (int fd, const void *data, size_t size), (fd, data, size))
WRAP(ssize_t, pwrite, (int fd, const void *data, size_t size, off_t at), (fd, data, size, at))
WRAP(ssize_t, pwrite64, (int fd, const void *data, size_t size, off64_t at), (fd, data, size, at))
WRAP(int, ftruncate, (int fd, off_t size), (fd, size))
WRAP(int, ftruncate64, (int fd, off64_t size), (fd, size))
WRAP(int, fsync, (int fd), (fd))
WRAP(int, fdatasync, (int fd), (fd))
