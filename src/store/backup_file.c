/* backup_file.c: a sealed file, written and read piece by piece. */
#include "store/backup.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#define FILE_MARK "lanyard backup 1\n"
enum { MARK_SIZE = sizeof(FILE_MARK) - 1 };
static const char purpose[] = "backup 1";

static void buffers_make(struct backup_file *f, struct arena *mem)
{
    f->mem = mem;
    f->text = arena_alloc(mem, BACKUP_PIECE);
    f->sealed = arena_alloc(mem, BACKUP_PIECE + VAULT_STREAM_OVERHEAD);
}

void backup_file_close(struct backup_file *f)
{
    vault_stream_wipe(&f->stream);
    if (f->fd >= 0)
        close(f->fd);
    f->fd = -1;
}

/* ---- writing ---- */

static void write_all(struct backup_file *f, const void *bytes, size_t size)
{
    const char *at = bytes;
    while (size > 0 && f->err == OK) {
        ssize_t done = write(f->fd, at, size);
        if (done < 0 && errno == EINTR)
            continue;
        if (done <= 0) {
            f->err = ERR_IO;
            return;
        }
        at += done;
        size -= (size_t)done;
    }
}

enum err backup_file_make(struct backup_file *f, struct arena *mem,
                          const char *path)
{
    *f = (struct backup_file){ .fd = -1 };
    f->fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (f->fd < 0)
        return errno == EEXIST ? ERR_CONFLICT : ERR_IO;
    buffers_make(f, mem);
    return OK;
}

enum err backup_file_begin(struct backup_file *f, const struct vault *vault)
{
    uint8_t head[VAULT_STREAM_HEAD_SIZE];
    f->size = 0;
    f->err = OK;
    if (lseek(f->fd, 0, SEEK_SET) != 0 || ftruncate(f->fd, 0) != 0)
        return ERR_IO;
    vault_stream_seal(&f->stream, head, vault, purpose);
    write_all(f, FILE_MARK, MARK_SIZE);
    write_all(f, head, sizeof(head));
    return f->err;
}

static void piece_write(struct backup_file *f, bool last)
{
    vault_stream_push(&f->stream, f->sealed, f->text, f->size, last);
    write_all(f, f->sealed, f->size + VAULT_STREAM_OVERHEAD);
    f->size = 0;
}

void backup_file_put(struct backup_file *f, const void *bytes, size_t size)
{
    const uint8_t *at = bytes;
    while (size > 0 && f->err == OK) {
        if (f->size == BACKUP_PIECE)
            piece_write(f, false);
        size_t part = BACKUP_PIECE - f->size < size ? BACKUP_PIECE - f->size
                                                    : size;
        memcpy(f->text + f->size, at, part);
        f->size += part;
        at += part;
        size -= part;
    }
}

void backup_file_put_number(struct backup_file *f, uint64_t n, unsigned size)
{
    uint8_t bytes[8];
    must(size >= 1 && size <= sizeof(bytes));
    for (unsigned i = 0; i < size; i++)
        bytes[i] = (uint8_t)(n >> (8 * (size - 1 - i)));
    backup_file_put(f, bytes, size);
}

/* A new name is durable only when its folder is. */
static enum err folder_sync(struct arena *mem, const char *path)
{
    const char *slash = strrchr(path, '/');
    struct str folder = slash == NULL  ? STR(".")
                        : slash == path ? STR("/")
                                        : (struct str){
                                              path, (size_t)(slash - path) };
    int fd = open(str_c(mem, folder), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return ERR_IO;
    enum err err = fsync(fd) == 0 ? OK : ERR_IO;
    close(fd);
    return err;
}

enum err backup_file_end(struct backup_file *f, const char *path)
{
    if (f->err == OK)
        piece_write(f, true);
    if (f->err == OK && fsync(f->fd) != 0)
        f->err = ERR_IO;
    return f->err == OK ? folder_sync(f->mem, path) : f->err;
}

/* ---- reading ---- */

/* How many of size bytes there still were. */
static size_t read_some(struct backup_file *f, void *out, size_t size)
{
    size_t got = 0;
    while (got < size) {
        ssize_t n = read(f->fd, (char *)out + got, size - got);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            f->err = ERR_IO;
        if (n <= 0)
            break;
        got += (size_t)n;
    }
    return got;
}

enum err backup_file_open(struct backup_file *f, struct arena *mem,
                          const struct vault *vault, const char *path)
{
    *f = (struct backup_file){ .fd = -1 };
    f->fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (f->fd < 0)
        return errno == ENOENT ? ERR_NOT_FOUND : ERR_IO;
    buffers_make(f, mem);
    return backup_file_again(f, vault);
}

enum err backup_file_again(struct backup_file *f, const struct vault *vault)
{
    char mark[MARK_SIZE];
    uint8_t head[VAULT_STREAM_HEAD_SIZE];
    f->size = f->at = 0;
    f->last = false;
    f->err = OK;
    if (lseek(f->fd, 0, SEEK_SET) != 0)
        return ERR_IO;
    if (read_some(f, mark, sizeof(mark)) != sizeof(mark) ||
        memcmp(mark, FILE_MARK, sizeof(mark)) != 0 ||
        read_some(f, head, sizeof(head)) != sizeof(head))
        return f->err != OK ? f->err : ERR_CORRUPT;
    return vault_stream_open(&f->stream, head, vault, purpose);
}

static void piece_read(struct backup_file *f)
{
    size_t got = f->last ? 0
                         : read_some(f, f->sealed, BACKUP_PIECE +
                                                       VAULT_STREAM_OVERHEAD);
    if (f->err == OK && got < VAULT_STREAM_OVERHEAD)
        f->err = ERR_CORRUPT; /* cut, or more was asked for than there is */
    if (f->err == OK)
        f->err = vault_stream_pull(&f->stream, f->text, &f->last, f->sealed,
                                   got);
    f->at = 0;
    f->size = f->err == OK ? got - VAULT_STREAM_OVERHEAD : 0;
}

void backup_file_take(struct backup_file *f, void *out, size_t size)
{
    char *at = out;
    memset(out, 0, size);
    while (size > 0 && f->err == OK) {
        if (f->at == f->size)
            piece_read(f);
        size_t part = f->size - f->at < size ? f->size - f->at : size;
        memcpy(at, f->text + f->at, part);
        f->at += part;
        at += part;
        size -= part;
    }
}

uint64_t backup_file_take_number(struct backup_file *f, unsigned size)
{
    uint8_t bytes[8] = { 0 };
    uint64_t n = 0;
    must(size >= 1 && size <= sizeof(bytes));
    backup_file_take(f, bytes, size);
    for (unsigned i = 0; i < size; i++)
        n = n << 8 | bytes[i];
    return n;
}

enum err backup_file_finish(struct backup_file *f)
{
    char more;
    if (f->err == OK && (!f->last || f->at != f->size ||
                         read_some(f, &more, 1) != 0))
        f->err = ERR_CORRUPT;
    return f->err;
}
