/* disk_inner.h: what the two files of the simulated disk share. */
#ifndef LANYARD_TESTS_CRASH_DISK_INNER_H
#define LANYARD_TESTS_CRASH_DISK_INNER_H

#include <pthread.h>
#include <sqlite3.h>

#include "tests/crash/disk.h"

enum { FILES_MAX = 8, NAME_MAX_SIZE = 160, SHM_LOCKS = SQLITE_SHM_NLOCK,
       SHM_REGIONS_MAX = 64 };

struct bytes {
    uint8_t *data;
    size_t size;
    size_t room;
};

/* One operation since the last sync: bytes written, or a new length. */
struct step {
    bool is_length;
    size_t at; /* of the bytes, or the new length */
    size_t size;
    uint8_t *data;
};

struct shm {
    void *regions[SHM_REGIONS_MAX];
    int regions_count;
    unsigned users;
    unsigned shared[SHM_LOCKS];
    bool exclusive[SHM_LOCKS];
};

struct disk_file {
    char name[NAME_MAX_SIZE];
    bool exists;         /* for the program */
    bool exists_durably; /* after a power cut */
    struct bytes now;
    struct bytes durable;
    struct step *steps;
    size_t steps_count;
    size_t steps_room;
    unsigned users;
    /* locks on the database file */
    unsigned sharers;
    const void *reserver;
    const void *excluder;
    struct shm shm;
};

struct disk {
    bool open;
    pthread_mutex_t lock;
    struct chance chance;
    struct disk_file files[FILES_MAX];
    size_t files_count;
    uint64_t operations;
    uint64_t stop_at; /* 0: never */
    uint64_t fail_at;
    unsigned fail_count;
    bool stopped;
    bool stopped_in_database;
    bool lying;
};

extern struct disk the_disk;

/* What becomes of an operation. */
enum fate { FATE_DONE, FATE_TORN, FATE_FAILED };
enum fate disk_operation(const char *name);

struct disk_file *disk_file_find(const char *name);
struct disk_file *disk_file_make(const char *name);
void disk_file_write(struct disk_file *f, const void *data, size_t size,
                     size_t at);
void disk_file_length(struct disk_file *f, size_t length);
void disk_file_sync(struct disk_file *f);
/* Every new and every removed name is durable from here. */
void disk_names_sync(void);

void disk_vfs_register(void);
void disk_vfs_unregister(void);
void shm_free(struct shm *shm);

#endif
