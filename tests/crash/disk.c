/* disk.c: files, what of them is durable, and what a power cut leaves. */
#include "tests/crash/disk_inner.h"

#include "base/str.h"

#include <stdio.h>
#include <stdlib.h>

struct disk the_disk = { .lock = PTHREAD_MUTEX_INITIALIZER };

/* ---- bytes ---- */

static void bytes_size(struct bytes *b, size_t size)
{
    if (size > b->room) {
        size_t room = b->room == 0 ? 4096 : b->room;
        while (room < size)
            room *= 2;
        b->data = realloc(b->data, room);
        must(b->data != NULL);
        b->room = room;
    }
    if (size > b->size)
        memset(b->data + b->size, 0, size - b->size);
    b->size = size;
}

static void bytes_put(struct bytes *b, const void *data, size_t size,
                      size_t at)
{
    if (at + size > b->size)
        bytes_size(b, at + size);
    if (size > 0)
        memcpy(b->data + at, data, size);
}

static void bytes_copy(struct bytes *to, const struct bytes *from)
{
    bytes_size(to, 0);
    bytes_put(to, from->data, from->size, 0);
}

/* ---- operations ---- */

enum fate disk_operation(const char *name)
{
    struct disk *d = &the_disk;
    if (d->stopped)
        return FATE_FAILED;
    d->operations++;
    if (d->stop_at != 0 && d->operations >= d->stop_at) {
        d->stopped = true;
        d->stopped_in_database = str_ends(str_of(name), ".db");
        return FATE_TORN;
    }
    if (d->fail_count > 0 && d->operations >= d->fail_at) {
        d->fail_count--;
        return FATE_FAILED;
    }
    return FATE_DONE;
}

static struct step *step_add(struct disk_file *f)
{
    if (f->steps_count == f->steps_room) {
        f->steps_room = f->steps_room == 0 ? 64 : f->steps_room * 2;
        f->steps = realloc(f->steps, f->steps_room * sizeof(*f->steps));
        must(f->steps != NULL);
    }
    struct step *s = &f->steps[f->steps_count++];
    *s = (struct step){ 0 };
    return s;
}

static void steps_forget(struct disk_file *f)
{
    for (size_t i = 0; i < f->steps_count; i++)
        free(f->steps[i].data);
    f->steps_count = 0;
}

void disk_file_write(struct disk_file *f, const void *data, size_t size,
                     size_t at)
{
    struct step *s = step_add(f);
    s->at = at;
    s->size = size;
    s->data = malloc(size > 0 ? size : 1);
    must(s->data != NULL);
    memcpy(s->data, data, size);
    bytes_put(&f->now, data, size, at);
}

void disk_file_length(struct disk_file *f, size_t length)
{
    struct step *s = step_add(f);
    s->is_length = true;
    s->at = length;
    bytes_size(&f->now, length);
}

void disk_file_sync(struct disk_file *f)
{
    for (size_t i = 0; i < f->steps_count; i++) {
        const struct step *s = &f->steps[i];
        if (s->is_length)
            bytes_size(&f->durable, s->at);
        else
            bytes_put(&f->durable, s->data, s->size, s->at);
    }
    steps_forget(f);
}

void disk_names_sync(void)
{
    for (size_t i = 0; i < the_disk.files_count; i++)
        the_disk.files[i].exists_durably = the_disk.files[i].exists;
}

struct disk_file *disk_file_find(const char *name)
{
    for (size_t i = 0; i < the_disk.files_count; i++)
        if (strcmp(the_disk.files[i].name, name) == 0)
            return &the_disk.files[i];
    return NULL;
}

struct disk_file *disk_file_make(const char *name)
{
    struct disk_file *f = disk_file_find(name);
    if (f == NULL) {
        must(the_disk.files_count < FILES_MAX &&
             strlen(name) < NAME_MAX_SIZE);
        f = &the_disk.files[the_disk.files_count++];
        *f = (struct disk_file){ 0 };
        memcpy(f->name, name, strlen(name) + 1);
    }
    /* What stood under a removed name may still be there after a cut. */
    if (!f->exists && f->now.size > 0)
        disk_file_length(f, 0);
    f->exists = true;
    return f;
}

/* ---- what a power cut leaves ---- */

/* How the disk ordered what it had not synced. */
enum order {
    ORDER_NOTHING,  /* nothing of it was written */
    ORDER_ALL,      /* all of it was */
    ORDER_KEPT,     /* written in order, up to some point */
    ORDER_ANY,      /* each sector in some state it went through */
    ORDER_EITHER,   /* each sector as it was or as it should be */
    ORDER_COUNT
};

struct cut {
    enum order order;
    uint64_t seed;
    size_t steps;    /* of the file */
    size_t in_order; /* ORDER_KEPT: how many of them */
    bool tear;
};

/* Of how many steps the sector has heard; the next one is torn. */
static size_t sector_steps(const struct cut *c, size_t sector)
{
    uint64_t n = chance_at(c->seed, sector);
    switch (c->order) {
    case ORDER_NOTHING: return 0;
    case ORDER_ALL: return c->steps;
    case ORDER_KEPT: return c->in_order;
    case ORDER_ANY: return (size_t)(n % (c->steps + 1));
    case ORDER_EITHER: return n % 2 == 0 ? 0 : c->steps;
    case ORDER_COUNT: break;
    }
    must(!"an order has a name");
    return 0;
}

/* One sector of one write: kept, torn in the middle, or dropped. */
static void sector_cut(struct bytes *b, const struct cut *c, size_t number,
                       const struct step *s, size_t from, size_t to,
                       struct disk_loss *loss)
{
    size_t heard = sector_steps(c, from / SECTOR_SIZE);
    size_t size = to - from;
    if (number > heard || (number == heard && !c->tear)) {
        loss->dropped++;
        return;
    }
    if (number == heard) {
        size = (size_t)(chance_at(c->seed ^ number, from) % (size + 1));
        loss->torn++;
    } else {
        loss->kept++;
    }
    if (from + size > b->size) /* past the end that was kept */
        size = b->size > from ? b->size - from : 0;
    bytes_put(b, s->data + (from - s->at), size, from);
}

static void write_cut(struct bytes *b, const struct cut *c, size_t number,
                      const struct step *s, struct disk_loss *loss)
{
    size_t end = s->at + s->size;
    for (size_t from = s->at, to; from < end; from = to) {
        to = (from / SECTOR_SIZE + 1) * SECTOR_SIZE;
        to = to < end ? to : end;
        if (from < b->size)
            sector_cut(b, c, number, s, from, to, loss);
    }
}

/* The length after some first part of the steps. */
static size_t length_after(const struct disk_file *f, size_t steps)
{
    size_t length = f->durable.size;
    for (size_t i = 0; i < steps; i++) {
        const struct step *s = &f->steps[i];
        if (s->is_length)
            length = s->at;
        else if (s->at + s->size > length)
            length = s->at + s->size;
    }
    return length;
}

static struct cut cut_choose(const struct disk_file *f)
{
    struct chance *chance = &the_disk.chance;
    struct cut c = {
        .order = (enum order)chance_below(chance, ORDER_COUNT),
        .seed = chance_next(chance),
        .steps = f->steps_count,
        .in_order = (size_t)chance_below(chance, f->steps_count + 1),
        .tear = chance_of(chance, 50),
    };
    return c;
}

static void file_cut(struct disk_file *f, struct disk_loss *loss)
{
    struct chance *chance = &the_disk.chance;
    struct cut c = cut_choose(f);
    size_t heard = (size_t)chance_below(chance, f->steps_count + 1);
    if (c.order == ORDER_NOTHING || c.order == ORDER_ALL ||
        c.order == ORDER_KEPT)
        heard = sector_steps(&c, 0);
    size_t was = f->durable.size, length = length_after(f, heard);
    bytes_size(&f->durable, length);
    /* Room that was given and never written holds zeros or anything. */
    if (length > was && chance_of(chance, 25))
        for (size_t i = was; i < length; i++)
            f->durable.data[i] = (uint8_t)chance_at(c.seed, i);
    for (size_t i = 0; i < f->steps_count; i++)
        if (!f->steps[i].is_length)
            write_cut(&f->durable, &c, i, &f->steps[i], loss);
    steps_forget(f);
    bytes_copy(&f->now, &f->durable);
    if (f->exists != f->exists_durably)
        f->exists = chance_of(chance, 50);
}

struct disk_loss disk_start(enum disk_end how)
{
    struct disk *d = &the_disk;
    struct disk_loss loss = {
        .in_database = d->stopped && d->stopped_in_database
    };
    for (size_t i = 0; i < d->files_count; i++) {
        struct disk_file *f = &d->files[i];
        must(f->users == 0 && f->shm.users == 0);
        if (how == DISK_POWER_CUT)
            file_cut(f, &loss);
        f->sharers = 0;
        f->reserver = f->excluder = NULL;
        if (how == DISK_KILL)
            continue;
        f->exists_durably = f->exists;
        if (!f->exists) {
            bytes_size(&f->now, 0);
            bytes_size(&f->durable, 0);
        }
    }
    d->stopped = false;
    d->stop_at = 0;
    d->fail_count = 0;
    return loss;
}

/* ---- the outside ---- */

void disk_open(uint64_t seed)
{
    must(!the_disk.open);
    the_disk.open = true;
    the_disk.chance.state = seed;
    disk_vfs_register();
}

static void files_free(void)
{
    for (size_t i = 0; i < the_disk.files_count; i++) {
        struct disk_file *f = &the_disk.files[i];
        must(f->users == 0);
        steps_forget(f);
        free(f->steps);
        free(f->now.data);
        free(f->durable.data);
        shm_free(&f->shm);
    }
    the_disk.files_count = 0;
}

void disk_close(void)
{
    files_free();
    disk_vfs_unregister();
    the_disk.open = false;
    the_disk.lying = false;
    the_disk.stopped = false;
    the_disk.stop_at = the_disk.operations = the_disk.fail_count = 0;
}

void disk_stop_after(uint64_t more)
{
    the_disk.stop_at = the_disk.operations + more + 1;
}

bool disk_stopped(void)
{
    pthread_mutex_lock(&the_disk.lock);
    bool stopped = the_disk.stopped;
    pthread_mutex_unlock(&the_disk.lock);
    return stopped;
}

void disk_fail_after(uint64_t more, unsigned count)
{
    the_disk.fail_at = the_disk.operations + more + 1;
    the_disk.fail_count = count;
}

void disk_calm(void)
{
    must(!the_disk.stopped);
    the_disk.stop_at = the_disk.fail_count = 0;
}

void disk_lie(bool lie)
{
    the_disk.lying = lie;
}

uint64_t disk_operations(void)
{
    return the_disk.operations;
}

struct disk_copy {
    struct {
        char name[NAME_MAX_SIZE];
        bool exists;
        struct bytes bytes;
    } files[FILES_MAX];
    size_t count;
};

struct disk_copy *disk_take(void)
{
    struct disk_copy *copy = calloc(1, sizeof(*copy));
    must(copy != NULL);
    for (size_t i = 0; i < the_disk.files_count; i++) {
        const struct disk_file *f = &the_disk.files[i];
        must(f->users == 0);
        if (!f->exists)
            continue;
        memcpy(copy->files[copy->count].name, f->name, NAME_MAX_SIZE);
        bytes_copy(&copy->files[copy->count++].bytes, &f->now);
    }
    return copy;
}

void disk_put(const struct disk_copy *copy, uint64_t seed)
{
    files_free();
    the_disk.chance.state = seed;
    the_disk.stopped = false;
    the_disk.stop_at = the_disk.fail_count = 0;
    sqlite3_randomness(0, NULL);
    for (size_t i = 0; i < copy->count; i++) {
        struct disk_file *f = disk_file_make(copy->files[i].name);
        bytes_copy(&f->now, &copy->files[i].bytes);
        bytes_copy(&f->durable, &copy->files[i].bytes);
        f->exists_durably = true;
    }
}

void disk_copy_free(struct disk_copy *copy)
{
    for (size_t i = 0; i < copy->count; i++)
        free(copy->files[i].bytes.data);
    free(copy);
}

bool disk_holds(const void *bytes, size_t size)
{
    for (size_t i = 0; i < the_disk.files_count; i++) {
        const struct disk_file *f = &the_disk.files[i];
        if (f->exists && f->now.size > 0 &&
            memmem(f->now.data, f->now.size, bytes, size) != NULL)
            return true;
    }
    return false;
}
