/* vault.c: the key file, and the keys that grow from it.
 *
 * The tree of keys, each by its own label so that no two uses share one:
 *   root (file) -> trust (BLAKE2b of the trust's id)
 *                    -> wrap pair, code key, field key
 *                         field key -> pair for each table and column
 *               -> backup key for each purpose
 *   incident (random, wrapped under the trust) -> pair
 * A "pair" is a sealing key and a commitment key. Only wrapping keys may ever
 * be rotated: records bind the hash of the record before them.
 */
#include "vault/vault.h"

#include "vault/inner.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define KEY_FILE_HEAD "lanyard key 1\n"
enum {
    KEY_FILE_HEX_SIZE = 2 * VAULT_KEY_SIZE,
    KEY_FILE_SIZE = sizeof(KEY_FILE_HEAD) - 1 + KEY_FILE_HEX_SIZE + 1,
    PATH_MAX_SIZE = 4096,
};

struct vault {
    uint8_t root[VAULT_KEY_SIZE];
    struct vault_kept *kept;
};

static void vault_start(void)
{
    int started = sodium_init(); /* 1: another thread was first */
    must(started >= 0);
}

static void fd_close(int *fd)
{
    if (*fd >= 0)
        close(*fd);
}

static enum err file_write(int fd, const char *at, size_t size)
{
    while (size > 0) {
        ssize_t done = write(fd, at, size);
        if (done < 0 && errno == EINTR)
            continue;
        if (done <= 0)
            return ERR_IO;
        at += done;
        size -= (size_t)done;
    }
    return fsync(fd) == 0 ? OK : ERR_IO;
}

/* A new name is durable only when its folder is. */
static enum err folder_sync(const char *path)
{
    char folder[PATH_MAX_SIZE];
    size_t size = strlen(path);
    if (size >= sizeof folder)
        return ERR_LIMIT;
    memcpy(folder, path, size + 1);
    char *slash = strrchr(folder, '/');
    if (slash == NULL)
        memcpy(folder, ".", 2);
    else
        slash[slash == folder] = '\0';
    CLEANUP(fd_close) int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return fd >= 0 && fsync(fd) == 0 ? OK : ERR_IO;
}

enum err vault_create(const char *path)
{
    vault_start();
    uint8_t key[VAULT_KEY_SIZE];
    char text[KEY_FILE_SIZE + 1];
    CLEANUP(fd_close) int fd =
        open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        return errno == EEXIST ? ERR_CONFLICT : ERR_IO;
    randombytes_buf(key, sizeof key);
    size_t head = sizeof(KEY_FILE_HEAD) - 1;
    memcpy(text, KEY_FILE_HEAD, head);
    sodium_bin2hex(text + head, KEY_FILE_HEX_SIZE + 1, key, sizeof key);
    text[KEY_FILE_SIZE - 1] = '\n';
    enum err err = fchmod(fd, 0600) == 0 ? OK : ERR_IO; /* whatever umask */
    if (err == OK)
        err = file_write(fd, text, KEY_FILE_SIZE);
    if (err == OK)
        err = folder_sync(path);
    sodium_memzero(key, sizeof key);
    sodium_memzero(text, sizeof text);
    if (err != OK)
        unlink(path);
    return err;
}

/* systemd mounts credentials with an access list that shows as group bits. */
static bool path_is_credential(const char *path)
{
    const char *folder = getenv("CREDENTIALS_DIRECTORY");
    if (folder == NULL || folder[0] != '/')
        return false;
    size_t size = strlen(folder);
    return strncmp(path, folder, size) == 0 && path[size] == '/' &&
           strstr(path + size, "/..") == NULL;
}

static enum err key_file_read(char text[KEY_FILE_SIZE + 1], const char *path)
{
    CLEANUP(fd_close) int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (fd < 0)
        return errno == ENOENT ? ERR_NOT_FOUND
               : errno == EACCES ? ERR_DENIED
                                 : ERR_IO;
    struct stat about;
    if (fstat(fd, &about) != 0)
        return ERR_IO;
    mode_t refused = path_is_credential(path) ? 0037 : 0077;
    if (!S_ISREG(about.st_mode) || (about.st_mode & refused) != 0)
        return ERR_DENIED;
    if (about.st_uid != geteuid() && about.st_uid != 0)
        return ERR_DENIED;
    size_t size = 0;
    while (size < KEY_FILE_SIZE + 1) {
        ssize_t got = read(fd, text + size, KEY_FILE_SIZE + 1 - size);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return ERR_IO;
        if (got == 0)
            break;
        size += (size_t)got;
    }
    return size == KEY_FILE_SIZE ? OK : ERR_INVALID;
}

static enum err key_file_parse(uint8_t out[VAULT_KEY_SIZE],
                               const char text[KEY_FILE_SIZE + 1])
{
    size_t head = sizeof(KEY_FILE_HEAD) - 1;
    size_t size = 0;
    const char *end = NULL;
    if (memcmp(text, KEY_FILE_HEAD, head) != 0 ||
        text[KEY_FILE_SIZE - 1] != '\n')
        return ERR_INVALID;
    if (sodium_hex2bin(out, VAULT_KEY_SIZE, text + head, KEY_FILE_HEX_SIZE,
                       NULL, &size, &end) != 0 || size != VAULT_KEY_SIZE ||
        end != text + head + KEY_FILE_HEX_SIZE)
        return ERR_INVALID;
    return OK;
}

enum err vault_open(struct vault **out, const char *path)
{
    *out = NULL;
    vault_start();
    char credential[PATH_MAX_SIZE];
    if (path == NULL) {
        const char *folder = getenv("CREDENTIALS_DIRECTORY");
        if (folder == NULL)
            return ERR_NOT_FOUND;
        int size = snprintf(credential, sizeof credential, "%s/lanyard.key",
                            folder);
        if (size < 0 || (size_t)size >= sizeof credential)
            return ERR_LIMIT;
        path = credential;
    }
    char text[KEY_FILE_SIZE + 1];
    enum err err = key_file_read(text, path);
    if (err != OK)
        return err;
    struct vault *vault = sodium_malloc(sizeof *vault);
    if (vault == NULL)
        err = ERR_LIMIT;
    else
        err = key_file_parse(vault->root, text);
    sodium_memzero(text, sizeof text);
    if (vault != NULL && (vault->kept = kept_open()) == NULL && err == OK)
        err = ERR_LIMIT;
    if (err == OK && sodium_mprotect_readonly(vault) != 0)
        err = ERR_IO;
    if (err != OK) {
        vault_close(&vault);
        return err;
    }
    *out = vault;
    return OK;
}

void vault_close(struct vault **vault)
{
    if (*vault != NULL) {
        kept_close((*vault)->kept);
        sodium_free(*vault); /* wipes first */
    }
    *vault = NULL;
}

void vault_key_wipe(struct vault_key *key)
{
    sodium_memzero(key, sizeof *key);
}

void vault_random(void *out, size_t size)
{
    vault_start();
    randombytes_buf(out, size);
}

/* Two labels, so that neither can run into the other. */
static void key_derive(uint8_t out[VAULT_KEY_SIZE],
                       const uint8_t from[VAULT_KEY_SIZE], const char *label,
                       struct str rest)
{
    crypto_generichash_state state;
    uint8_t label_size = (uint8_t)strlen(label);
    crypto_generichash_init(&state, from, VAULT_KEY_SIZE, VAULT_KEY_SIZE);
    crypto_generichash_update(&state, &label_size, 1);
    crypto_generichash_update(&state, (const uint8_t *)label, label_size);
    crypto_generichash_update(&state, (const uint8_t *)rest.data, rest.size);
    crypto_generichash_final(&state, out, VAULT_KEY_SIZE);
    sodium_memzero(&state, sizeof state);
}

static void key_pair(struct vault_key *out,
                     const uint8_t from[VAULT_KEY_SIZE])
{
    crypto_kdf_derive_from_key(out->seal, VAULT_KEY_SIZE, 1, "lanyseal", from);
    crypto_kdf_derive_from_key(out->commit, VAULT_KEY_SIZE, 2, "lanyseal",
                               from);
}

static struct str trust_bytes(const struct trust_id *trust)
{
    return (struct str){ (const char *)trust->bytes, ID_SIZE };
}

static void trust_key(uint8_t out[VAULT_KEY_SIZE], const struct vault *vault,
                      struct trust_id trust, const char *use)
{
    uint8_t key[VAULT_KEY_SIZE];
    key_derive(key, vault->root, "trust", trust_bytes(&trust));
    key_derive(out, key, use, STR_NONE);
    sodium_memzero(key, sizeof key);
}

static void wrap_key(struct vault_key *out, const struct vault *vault,
                     struct trust_id trust)
{
    uint8_t key[VAULT_KEY_SIZE];
    if (kept_find(out, vault->kept, trust, "wrap", ""))
        return;
    trust_key(key, vault, trust, "wrap");
    key_pair(out, key);
    sodium_memzero(key, sizeof key);
    kept_put(vault->kept, trust, "wrap", "", out);
}

enum { WRAP_PLACE_SIZE = ID_SIZE + ID_SIZE + 12 };

static struct str wrap_place(char out[WRAP_PLACE_SIZE], struct trust_id trust,
                             struct incident_id incident)
{
    memcpy(out, trust.bytes, ID_SIZE);
    memcpy(out + ID_SIZE, incident.bytes, ID_SIZE);
    static const char what[12] = { 'i', 'n', 'c', 'i', 'd', 'e', 'n', 't', ' ',
                                   'k', 'e', 'y' }; /* without a NUL */
    memcpy(out + ID_SIZE + ID_SIZE, what, sizeof(what));
    return (struct str){ out, WRAP_PLACE_SIZE };
}

void vault_incident_create(struct vault_key *out,
                           uint8_t wrapped[VAULT_WRAPPED_SIZE],
                           const struct vault *vault, struct trust_id trust,
                           struct incident_id incident)
{
    uint8_t key[VAULT_KEY_SIZE];
    char place[WRAP_PLACE_SIZE];
    AUTO_VAULT_KEY wrap;
    wrap_key(&wrap, vault, trust);
    randombytes_buf(key, sizeof key);
    seal_bytes(wrapped, &wrap, wrap_place(place, trust, incident), key,
               sizeof key);
    key_pair(out, key);
    sodium_memzero(key, sizeof key);
}

enum err vault_incident_open(struct vault_key *out, const struct vault *vault,
                             struct trust_id trust,
                             struct incident_id incident, struct str wrapped)
{
    uint8_t key[VAULT_KEY_SIZE];
    char place[WRAP_PLACE_SIZE];
    AUTO_VAULT_KEY wrap;
    vault_key_wipe(out);
    if (wrapped.size != VAULT_WRAPPED_SIZE)
        return ERR_CORRUPT;
    wrap_key(&wrap, vault, trust);
    enum err err = unseal_bytes(key, &wrap, wrap_place(place, trust, incident),
                                (const uint8_t *)wrapped.data, wrapped.size);
    if (err == OK)
        key_pair(out, key);
    sodium_memzero(key, sizeof key);
    return err;
}

void vault_field_key(struct vault_key *out, const struct vault *vault,
                     struct trust_id trust, const char *table,
                     const char *column)
{
    uint8_t fields[VAULT_KEY_SIZE], key[VAULT_KEY_SIZE];
    must(table[0] != '\0' && column[0] != '\0');
    if (kept_find(out, vault->kept, trust, table, column))
        return;
    trust_key(fields, vault, trust, "fields");
    key_derive(key, fields, table, str_of(column));
    key_pair(out, key);
    sodium_memzero(fields, sizeof fields);
    sodium_memzero(key, sizeof key);
    kept_put(vault->kept, trust, table, column, out);
}

/* One key, not a pair: codes seal nothing. */
void vault_mac(uint8_t out[VAULT_MAC_SIZE], const struct vault *vault,
               struct trust_id trust, const char *purpose, struct str bytes)
{
    AUTO_VAULT_KEY codes = { { 0 }, { 0 } };
    if (!kept_find(&codes, vault->kept, trust, "codes", "")) {
        trust_key(codes.seal, vault, trust, "codes");
        kept_put(vault->kept, trust, "codes", "", &codes);
    }
    key_derive(out, codes.seal, purpose, bytes);
}

bool vault_mac_fits(struct str mac, const struct vault *vault,
                    struct trust_id trust, const char *purpose,
                    struct str bytes)
{
    uint8_t right[VAULT_MAC_SIZE];
    if (mac.size != VAULT_MAC_SIZE)
        return false;
    vault_mac(right, vault, trust, purpose, bytes);
    bool fits = sodium_memcmp(right, mac.data, VAULT_MAC_SIZE) == 0;
    sodium_memzero(right, sizeof right);
    return fits;
}

void vault_backup_key(uint8_t out[VAULT_KEY_SIZE], const struct vault *vault,
                      const char *purpose)
{
    key_derive(out, vault->root, "backup", str_of(purpose));
}
