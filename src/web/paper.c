/* paper.c: starts lanyard-paper, gives it a document's lines and takes its
 * PDF. Both pipes are served together, or a long document would stop us
 * both. */
#include "web/paper.h"

#include "document/paper.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

struct pipe_ends {
    int ours;
    int theirs;
};

struct printing {
    pid_t process;
    struct pipe_ends in;  /* we write */
    struct pipe_ends out; /* we read */
    struct str rest;      /* not yet written */
    struct buf got;
};

static void fd_close(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

static enum err program_find(const char **out, struct arena *mem,
                             const char *given)
{
    char here[4096];
    *out = given;
    if (given == NULL) {
        ssize_t size = readlink("/proc/self/exe", here, sizeof(here));
        if (size <= 0 || (size_t)size == sizeof(here))
            return ERR_NOT_FOUND;
        while (size > 0 && here[size - 1] != '/')
            size--;
        *out = str_c(mem, str_printf(mem, "%.*slanyard-paper", (int)size,
                                     here));
    }
    return access(*out, X_OK) == 0 ? OK : ERR_NOT_FOUND;
}

static bool pipes_make(struct printing *p)
{
    int in[2], out[2];
    if (pipe2(in, O_CLOEXEC) != 0)
        return false;
    p->in = (struct pipe_ends){ in[1], in[0] };
    if (pipe2(out, O_CLOEXEC) != 0)
        return false;
    p->out = (struct pipe_ends){ out[0], out[1] };
    return fcntl(p->in.ours, F_SETFL, O_NONBLOCK) == 0;
}

/* Signals as a new program expects them; ours are blocked for sigwait. */
static bool attributes_set(posix_spawnattr_t *a)
{
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    return posix_spawnattr_setsigmask(a, &none) == 0 &&
           posix_spawnattr_setsigdefault(a, &all) == 0 &&
           posix_spawnattr_setflags(a, POSIX_SPAWN_SETSIGMASK |
                                           POSIX_SPAWN_SETSIGDEF) == 0;
}

static enum err start(struct printing *p, const char *program)
{
    char name[] = "lanyard-paper";
    char *arguments[] = { name, NULL };
    char *environment[] = { NULL };
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
    if (posix_spawn_file_actions_init(&files) != 0)
        return ERR_IO;
    if (posix_spawnattr_init(&attributes) != 0) {
        posix_spawn_file_actions_destroy(&files);
        return ERR_IO;
    }
    bool well =
        attributes_set(&attributes) &&
        posix_spawn_file_actions_adddup2(&files, p->in.theirs, 0) == 0 &&
        posix_spawn_file_actions_adddup2(&files, p->out.theirs, 1) == 0 &&
        posix_spawn_file_actions_addopen(&files, 2, "/dev/null", O_WRONLY,
                                         0) == 0 &&
        posix_spawn_file_actions_addclosefrom_np(&files, 3) == 0 &&
        posix_spawn(&p->process, program, &files, &attributes, arguments,
                    environment) == 0;
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&files);
    fd_close(&p->in.theirs);
    fd_close(&p->out.theirs);
    return well ? OK : ERR_IO;
}

static int64_t milliseconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* False: nothing more will be taken. */
static bool give(struct printing *p)
{
    ssize_t put = write(p->in.ours, p->rest.data, p->rest.size);
    if (put < 0)
        return errno == EAGAIN || errno == EINTR;
    p->rest.data += put;
    p->rest.size -= (size_t)put;
    return p->rest.size > 0;
}

/* OK with *done: all of it has come. */
static enum err take(struct printing *p, bool *done)
{
    char piece[32768];
    ssize_t got = read(p->out.ours, piece, sizeof(piece));
    if (got < 0)
        return errno == EINTR ? OK : ERR_IO;
    *done = got == 0;
    buf_put(&p->got, piece, (size_t)got);
    return p->got.overflowed ? ERR_LIMIT : OK;
}

static enum err serve_pipes(struct printing *p)
{
    int64_t until = milliseconds() + PAPER_SECONDS * 1000;
    bool done = false;
    while (!done) {
        struct pollfd fds[2] = { { p->out.ours, POLLIN, 0 },
                                 { p->in.ours, POLLOUT, 0 } };
        int64_t left = until - milliseconds();
        if (left <= 0)
            return ERR_BUSY;
        int ready = poll(fds, p->in.ours >= 0 ? 2 : 1, (int)left);
        if (ready < 0 && errno != EINTR)
            return ERR_IO;
        if (ready <= 0)
            continue;
        if (p->in.ours >= 0 && fds[1].revents != 0 && !give(p))
            fd_close(&p->in.ours);
        if (fds[0].revents != 0) {
            enum err err = take(p, &done);
            if (err != OK)
                return err;
        }
    }
    return OK;
}

/* Ended or not, it is waited for: nothing is left behind. */
static enum err end(struct printing *p, enum err err)
{
    int status = 0;
    if (err != OK)
        kill(p->process, SIGKILL);
    while (waitpid(p->process, &status, 0) < 0 && errno == EINTR)
        continue;
    if (err != OK)
        return err;
    return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? OK : ERR_IO;
}

enum err paper_print(struct str *out, struct arena *mem, const char *program,
                     struct str lines)
{
    struct printing p = { .in = { -1, -1 }, .out = { -1, -1 },
                          .rest = lines };
    enum err err = program_find(&program, mem, program);
    if (err != OK)
        return err;
    buf_open(&p.got, mem, 1 << 16, PAPER_OUT_MAX);
    err = pipes_make(&p) ? start(&p, program) : ERR_IO;
    if (err == OK)
        err = end(&p, serve_pipes(&p));
    fd_close(&p.in.ours);
    fd_close(&p.in.theirs);
    fd_close(&p.out.ours);
    fd_close(&p.out.theirs);
    *out = buf_str(&p.got);
    if (err == OK && !str_starts(*out, "%PDF-"))
        err = ERR_IO;
    return err;
}
