/* disk_vfs.c: the disk as SQLite sees it: files, locks, and the shared memory
 * of the write-ahead log, all inside one process and under one lock. */
#include "tests/crash/disk_inner.h"

#include <stdlib.h>
#include <time.h>

struct vfs_file {
    struct sqlite3_file base; /* first: SQLite hands it back */
    struct disk_file *file;
    int level; /* SQLITE_LOCK_... */
    bool has_shm;
    bool syncs_names; /* its first sync makes names durable, as on Unix */
    unsigned shm_shared;    /* bits: locks this handle holds */
    unsigned shm_exclusive;
};

static struct vfs_file *handle_of(sqlite3_file *base)
{
    return (struct vfs_file *)base;
}

static void enter(void)
{
    pthread_mutex_lock(&the_disk.lock);
}

static int leave(int code)
{
    pthread_mutex_unlock(&the_disk.lock);
    return code;
}

/* ---- bytes ---- */

static int file_read(sqlite3_file *base, void *out, int amount,
                     sqlite3_int64 offset)
{
    enter();
    const struct bytes *b = &handle_of(base)->file->now;
    size_t at = (size_t)offset, size = (size_t)amount;
    size_t there = at < b->size ? b->size - at : 0;
    there = there < size ? there : size;
    if (there > 0)
        memcpy(out, b->data + at, there);
    memset((uint8_t *)out + there, 0, size - there);
    return leave(there == size ? SQLITE_OK : SQLITE_IOERR_SHORT_READ);
}

static int file_write(sqlite3_file *base, const void *data, int amount,
                      sqlite3_int64 offset)
{
    enter();
    enum fate fate = disk_operation(handle_of(base)->file->name);
    if (fate != FATE_FAILED)
        disk_file_write(handle_of(base)->file, data, (size_t)amount,
                        (size_t)offset);
    return leave(fate == FATE_DONE ? SQLITE_OK : SQLITE_IOERR_WRITE);
}

static int file_truncate(sqlite3_file *base, sqlite3_int64 size)
{
    enter();
    enum fate fate = disk_operation(handle_of(base)->file->name);
    if (fate != FATE_FAILED)
        disk_file_length(handle_of(base)->file, (size_t)size);
    return leave(fate == FATE_DONE ? SQLITE_OK : SQLITE_IOERR_TRUNCATE);
}

static int file_sync(sqlite3_file *base, int flags)
{
    (void)flags;
    struct vfs_file *h = handle_of(base);
    enter();
    enum fate fate = disk_operation(handle_of(base)->file->name);
    if (fate == FATE_DONE && !the_disk.lying) {
        disk_file_sync(h->file);
        if (h->syncs_names)
            disk_names_sync();
        h->syncs_names = false;
    }
    return leave(fate == FATE_DONE ? SQLITE_OK : SQLITE_IOERR_FSYNC);
}

static int file_size(sqlite3_file *base, sqlite3_int64 *size)
{
    enter();
    *size = (sqlite3_int64)handle_of(base)->file->now.size;
    return leave(SQLITE_OK);
}

/* ---- locks on the database ---- */

static int file_lock(sqlite3_file *base, int level)
{
    struct vfs_file *h = handle_of(base);
    struct disk_file *f = h->file;
    if (h->level >= level)
        return SQLITE_OK;
    enter();
    if (level == SQLITE_LOCK_SHARED) {
        if (f->excluder != NULL)
            return leave(SQLITE_BUSY);
        f->sharers++;
    } else if (level == SQLITE_LOCK_RESERVED) {
        if (f->reserver != NULL)
            return leave(SQLITE_BUSY);
        f->reserver = h;
    } else {
        if ((f->excluder != NULL && f->excluder != h) || f->sharers != 1 ||
            (f->reserver != NULL && f->reserver != h))
            return leave(SQLITE_BUSY);
        f->excluder = h;
    }
    h->level = level;
    return leave(SQLITE_OK);
}

static void unlock_to(struct vfs_file *h, int level)
{
    struct disk_file *f = h->file;
    if (level < SQLITE_LOCK_EXCLUSIVE && f->excluder == h)
        f->excluder = NULL;
    if (level < SQLITE_LOCK_RESERVED && f->reserver == h)
        f->reserver = NULL;
    if (level == SQLITE_LOCK_NONE && h->level >= SQLITE_LOCK_SHARED)
        f->sharers--;
    h->level = level;
}

static int file_unlock(sqlite3_file *base, int level)
{
    struct vfs_file *h = handle_of(base);
    if (h->level <= level)
        return SQLITE_OK;
    enter();
    unlock_to(h, level);
    return leave(SQLITE_OK);
}

static int file_reserved(sqlite3_file *base, int *out)
{
    enter();
    *out = handle_of(base)->file->reserver != NULL;
    return leave(SQLITE_OK);
}

static int file_control(sqlite3_file *base, int op, void *argument)
{
    (void)base;
    (void)op;
    (void)argument;
    return SQLITE_NOTFOUND;
}

/* The same answers as SQLite's VFS for Unix, so that the product writes the
 * same bytes here as there; what is torn is smaller. */
static int file_sector_size(sqlite3_file *base)
{
    (void)base;
    return 4096;
}

static int file_traits(sqlite3_file *base)
{
    (void)base;
    return SQLITE_IOCAP_POWERSAFE_OVERWRITE;
}

/* ---- shared memory of the write-ahead log ---- */

void shm_free(struct shm *shm)
{
    for (int i = 0; i < shm->regions_count; i++)
        free(shm->regions[i]);
    *shm = (struct shm){ 0 };
}

static int shm_map(sqlite3_file *base, int page, int page_size, int extend,
                   void volatile **out)
{
    struct vfs_file *h = handle_of(base);
    struct shm *shm = &h->file->shm;
    enter();
    if (!h->has_shm)
        shm->users++;
    h->has_shm = true;
    *out = NULL;
    while (shm->regions_count <= page && extend) {
        must(shm->regions_count < SHM_REGIONS_MAX);
        void *region = calloc(1, (size_t)page_size);
        must(region != NULL);
        shm->regions[shm->regions_count++] = region;
    }
    if (page < shm->regions_count)
        *out = shm->regions[page];
    return leave(SQLITE_OK);
}

static bool shm_taken(const struct vfs_file *h, int slot, bool exclusive)
{
    const struct shm *shm = &h->file->shm;
    unsigned own = (h->shm_shared >> slot) & 1;
    if (shm->exclusive[slot] && ((h->shm_exclusive >> slot) & 1) == 0)
        return true;
    return exclusive && shm->shared[slot] > own;
}

static void shm_take(struct vfs_file *h, int slot, bool exclusive)
{
    unsigned bit = 1u << slot;
    if (exclusive) {
        h->file->shm.exclusive[slot] = true;
        h->shm_exclusive |= bit;
    } else if ((h->shm_shared & bit) == 0) {
        h->file->shm.shared[slot]++;
        h->shm_shared |= bit;
    }
}

static void shm_give(struct vfs_file *h, int slot)
{
    unsigned bit = 1u << slot;
    if ((h->shm_exclusive & bit) != 0)
        h->file->shm.exclusive[slot] = false;
    if ((h->shm_shared & bit) != 0)
        h->file->shm.shared[slot]--;
    h->shm_exclusive &= ~bit;
    h->shm_shared &= ~bit;
}

static int shm_lock(sqlite3_file *base, int offset, int count, int flags)
{
    struct vfs_file *h = handle_of(base);
    bool exclusive = (flags & SQLITE_SHM_EXCLUSIVE) != 0;
    enter();
    if ((flags & SQLITE_SHM_LOCK) != 0)
        for (int i = offset; i < offset + count; i++)
            if (shm_taken(h, i, exclusive))
                return leave(SQLITE_BUSY);
    for (int i = offset; i < offset + count; i++) {
        if ((flags & SQLITE_SHM_LOCK) != 0)
            shm_take(h, i, exclusive);
        else
            shm_give(h, i);
    }
    return leave(SQLITE_OK);
}

static void shm_barrier(sqlite3_file *base)
{
    (void)base;
    enter();
    leave(SQLITE_OK);
}

static int shm_unmap(sqlite3_file *base, int remove)
{
    (void)remove;
    struct vfs_file *h = handle_of(base);
    enter();
    if (h->has_shm) {
        for (int i = 0; i < SHM_LOCKS; i++)
            shm_give(h, i);
        h->has_shm = false;
        if (--h->file->shm.users == 0)
            shm_free(&h->file->shm);
    }
    return leave(SQLITE_OK);
}

static int file_close(sqlite3_file *base)
{
    struct vfs_file *h = handle_of(base);
    shm_unmap(base, 0);
    enter();
    unlock_to(h, SQLITE_LOCK_NONE);
    h->file->users--;
    return leave(SQLITE_OK);
}

static const sqlite3_io_methods methods = {
    .iVersion = 2,
    .xClose = file_close,
    .xRead = file_read,
    .xWrite = file_write,
    .xTruncate = file_truncate,
    .xSync = file_sync,
    .xFileSize = file_size,
    .xLock = file_lock,
    .xUnlock = file_unlock,
    .xCheckReservedLock = file_reserved,
    .xFileControl = file_control,
    .xSectorSize = file_sector_size,
    .xDeviceCharacteristics = file_traits,
    .xShmMap = shm_map,
    .xShmLock = shm_lock,
    .xShmBarrier = shm_barrier,
    .xShmUnmap = shm_unmap,
};

/* ---- names ---- */

static int vfs_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *base,
                    int flags, int *flags_out)
{
    (void)vfs;
    struct vfs_file *h = handle_of(base);
    *h = (struct vfs_file){ 0 };
    must(name != NULL); /* temporary files stay in memory */
    enter();
    struct disk_file *f = disk_file_find(name);
    bool there = f != NULL && f->exists;
    if (!there && (flags & SQLITE_OPEN_CREATE) == 0)
        return leave(SQLITE_CANTOPEN);
    if (!there) {
        if (disk_operation(name) == FATE_FAILED)
            return leave(SQLITE_CANTOPEN);
        f = disk_file_make(name);
    }
    h->syncs_names = (flags & SQLITE_OPEN_CREATE) != 0 &&
                     (flags & (SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL)) !=
                         0;
    f->users++;
    h->file = f;
    h->base.pMethods = &methods;
    if (flags_out != NULL)
        *flags_out = flags;
    return leave(SQLITE_OK);
}

static int vfs_delete(sqlite3_vfs *vfs, const char *name, int sync_names)
{
    (void)vfs;
    enter();
    struct disk_file *f = disk_file_find(name);
    if (f == NULL || !f->exists)
        return leave(SQLITE_IOERR_DELETE_NOENT);
    enum fate fate = disk_operation(name);
    if (fate != FATE_FAILED)
        f->exists = false;
    if (fate == FATE_DONE && sync_names && !the_disk.lying)
        disk_names_sync();
    return leave(fate == FATE_DONE ? SQLITE_OK : SQLITE_IOERR_DELETE);
}

static int vfs_access(sqlite3_vfs *vfs, const char *name, int flags, int *out)
{
    (void)vfs;
    enter();
    const struct disk_file *f = disk_file_find(name);
    /* Existence counts when it is not empty, as on Unix. */
    *out = f != NULL && f->exists &&
           (flags != SQLITE_ACCESS_EXISTS || f->now.size > 0);
    return leave(SQLITE_OK);
}

static int vfs_full_name(sqlite3_vfs *vfs, const char *name, int size,
                         char *out)
{
    (void)vfs;
    size_t length = strlen(name);
    if (length >= (size_t)size)
        return SQLITE_CANTOPEN;
    memcpy(out, name, length + 1);
    return SQLITE_OK;
}

static int vfs_random(sqlite3_vfs *vfs, int size, char *out)
{
    (void)vfs;
    enter();
    for (int i = 0; i < size; i++)
        out[i] = (char)chance_next(&the_disk.chance);
    leave(SQLITE_OK);
    return size;
}

static int vfs_sleep(sqlite3_vfs *vfs, int microseconds)
{
    (void)vfs;
    struct timespec pause = { .tv_nsec = (long)microseconds * 1000 };
    nanosleep(&pause, NULL);
    return microseconds;
}

static int vfs_clock(sqlite3_vfs *vfs, sqlite3_int64 *out)
{
    (void)vfs;
    *out = INT64_C(212000000000000); /* some day: nothing reads it */
    return SQLITE_OK;
}

static int vfs_last_error(sqlite3_vfs *vfs, int size, char *out)
{
    (void)vfs;
    if (size > 0)
        out[0] = '\0';
    return 0;
}

static sqlite3_vfs vfs = {
    .iVersion = 2,
    .szOsFile = sizeof(struct vfs_file),
    .mxPathname = NAME_MAX_SIZE - 1,
    .zName = DISK_VFS,
    .xOpen = vfs_open,
    .xDelete = vfs_delete,
    .xAccess = vfs_access,
    .xFullPathname = vfs_full_name,
    .xRandomness = vfs_random,
    .xSleep = vfs_sleep,
    .xGetLastError = vfs_last_error,
    .xCurrentTimeInt64 = vfs_clock,
};

/* It is the default as well, so that SQLite's own random numbers (the salts
 * of the log) follow the seed. */
void disk_vfs_register(void)
{
    must(sqlite3_vfs_register(&vfs, 1) == SQLITE_OK);
    sqlite3_randomness(0, NULL);
}

void disk_vfs_unregister(void)
{
    must(sqlite3_vfs_unregister(&vfs) == SQLITE_OK);
    sqlite3_randomness(0, NULL);
}
