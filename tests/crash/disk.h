/* disk.h: a disk in memory that forgets what was not synced.
 *
 * SQLite uses it through a VFS of that name. It keeps of each file what is
 * durable and, in order, what was written since. A power cut keeps, drops or
 * tears each unsynced sector of 512 bytes on its own, in any of the states it
 * went through; lengths, new names and removed names are as uncertain. What a
 * sync has answered stays. The shared memory of the write-ahead log lives in
 * the process and is lost with it.
 *
 * Promises:  1 with one seed and one caller at a time, the same calls leave
 *              the same bytes,
 *            2 once stopped, nothing more reaches the disk until disk_start,
 *            3 bytes next to a write are never changed by it (as SQLite's own
 *              VFS for Unix promises by default).
 * Ownership: at most one disk at a time; disk_start, disk_put and disk_close
 *            need every file closed.
 * Not here:  what is written (crash.c, sim.c). Tests only. */
#ifndef LANYARD_TESTS_CRASH_DISK_H
#define LANYARD_TESTS_CRASH_DISK_H

#include "tests/chance.h"

#define DISK_VFS "lanyard-disk"

enum { SECTOR_SIZE = 512 };

enum disk_end {
    DISK_POWER_CUT, /* unsynced sectors are kept, dropped or torn */
    DISK_KILL,      /* the process died, the machine did not: all is kept */
};

/* What one cut did, for the figures. */
struct disk_loss {
    uint64_t kept;
    uint64_t dropped;
    uint64_t torn;
    bool in_database; /* it stopped at the database itself: a checkpoint */
};

void disk_open(uint64_t seed);
void disk_close(void);

/* Stops in the middle of the operation that follows `more` others: a write, a
 * sync, a new length, a new or a removed name. */
void disk_stop_after(uint64_t more);
bool disk_stopped(void);

/* What is left of the disk, ready for a new start. */
struct disk_loss disk_start(enum disk_end how);

/* After `more` operations, `count` of them fail once, and the disk goes on. */
void disk_fail_after(uint64_t more, unsigned count);

/* Whatever was to come does not come. */
void disk_calm(void);

/* From here on a sync answers and does nothing: a disk that lies. */
void disk_lie(bool lie);

/* Operations so far. */
uint64_t disk_operations(void);

/* A copy of all files (every one closed), and a disk made of it. */
struct disk_copy;
struct disk_copy *disk_take(void);
void disk_put(const struct disk_copy *copy, uint64_t seed);
void disk_copy_free(struct disk_copy *copy);

/* True when some file holds these bytes, synced or not. */
bool disk_holds(const void *bytes, size_t size);

#endif
