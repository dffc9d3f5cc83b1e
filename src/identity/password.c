/* password.c: which passwords may be used, and hashing them. Hashing takes 64
 * MiB and a few hundredths of a second, so only a few run at once: a flood of
 * sign-ins waits or is told to try again, and nobody else notices. */
#include "identity/inner.h"

#include <pthread.h>
#include <sodium.h>
#include <zxcvbn.h>

enum {
    WAITING_MAX = 32,
    /* zxcvbn's estimate; 2^36 guesses keep an online guesser at ten in five
     * minutes busy for ever and an offline one at Argon2id for decades. */
    ENTROPY_BITS_MIN = 36,
    MEMORY_BYTES = 64 << 20,
    PASSES = 2,
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t place = PTHREAD_COND_INITIALIZER;
static unsigned hashing, waiting;

static enum err place_take(void)
{
    enum err err = OK;
    pthread_mutex_lock(&lock);
    if (waiting >= WAITING_MAX) {
        err = ERR_BUSY;
    } else {
        waiting++;
        while (hashing >= HASHES_MAX)
            pthread_cond_wait(&place, &lock);
        waiting--;
        hashing++;
    }
    pthread_mutex_unlock(&lock);
    return err;
}

static void place_give(void)
{
    pthread_mutex_lock(&lock);
    hashing--;
    pthread_cond_signal(&place);
    pthread_mutex_unlock(&lock);
}

static size_t characters(struct str s)
{
    size_t n = 0;
    for (size_t i = 0; i < s.size; i++)
        n += ((uint8_t)s.data[i] & 0xC0) != 0x80;
    return n;
}

enum { LETTERS_MAX = 128, DICTIONARY_MAX = 64, WORD_CHARS_MIN = 4 };

/* Small letters only, digits that stand for one read as it: "P4ssw0rd!1" is
 * "passwordi". */
static void letters_of(char out[LETTERS_MAX], struct str text)
{
    size_t n = 0;
    for (size_t i = 0; i < text.size && n < LETTERS_MAX - 1; i++) {
        char c = text.data[i];
        if (c >= 'A' && c <= 'Z')
            c = (char)(c - 'A' + 'a');
        c = c == '0' ? 'o' : c == '1' ? 'i' : c == '3' ? 'e'
            : c == '@' || c == '4' ? 'a' : c == '$' || c == '5' ? 's' : c;
        if (c >= 'a' && c <= 'z')
            out[n++] = c;
    }
    out[n] = '\0';
}

/* True when little but the word is left of the password. */
static bool is_made_of(const char *letters, const char *word)
{
    size_t size = strlen(word);
    return size >= WORD_CHARS_MIN && strstr(letters, word) != NULL &&
           strlen(letters) <= size + 4;
}

/* Bases that people in schools choose; with a number behind them they are
 * long enough and still the first thing anybody tries. */
static bool is_known_bad(const char *letters)
{
    static const char *const bases[] = {
        "password", "safeguarding", "school", "teacher", "academy",
        "welcome", "letmein", "qwerty", "lanyard", "headteacher",
        "iloveyou", "football", "liverpool", "arsenal", "summer", "winter",
        "spring", "autumn", "monday", "changeme", "administrator",
    };
    for (size_t i = 0; i < COUNT_OF(bases); i++)
        if (is_made_of(letters, bases[i]))
            return true;
    return false;
}

/* A name and its parts, as the estimate takes them; false when the password
 * is hardly more than one of them. */
static bool words_add(const char *dictionary[DICTIONARY_MAX + 1],
                      size_t *count, struct arena *mem, const char *letters,
                      struct str words)
{
    char *whole = arena_alloc(mem, LETTERS_MAX);
    letters_of(whole, words);
    if (is_made_of(letters, whole))
        return false;
    if (*count < DICTIONARY_MAX)
        dictionary[(*count)++] = whole;
    for (struct str rest = words; rest.size > 0;) {
        char *part = arena_alloc(mem, LETTERS_MAX);
        letters_of(part, str_cut(&rest, ' '));
        if (is_made_of(letters, part))
            return false;
        if (strlen(part) >= WORD_CHARS_MIN && *count < DICTIONARY_MAX)
            dictionary[(*count)++] = part;
    }
    return true;
}

const char *password_refusal(struct str password, const struct str *words,
                             size_t words_count)
{
    static const char *const quick = "This password would be guessed quickly. Use three words that do not belong together";
    const char *dictionary[DICTIONARY_MAX + 1] = { 0 };
    char letters[LETTERS_MAX];
    size_t count = 0;
    if (characters(password) < PASSWORD_CHARS_MIN)
        return "Use at least 12 characters. Three words that do not belong together are easy to remember";
    if (password.size > PASSWORD_BYTES_MAX)
        return "Use a shorter password";
    AUTO_ARENA mem;
    arena_open(&mem, 4 << 20);
    letters_of(letters, password);
    for (size_t i = 0; i < words_count; i++)
        if (!words_add(dictionary, &count, &mem, letters, words[i]))
            return "This password holds a name that others know. Use three words that do not belong together";
    double bits = ZxcvbnMatch(str_c(&mem, password), dictionary, NULL);
    return bits < ENTROPY_BITS_MIN || is_known_bad(letters) ? quick : NULL;
}

enum err password_hash(struct str *out, struct arena *mem,
                       struct str password)
{
    char *text = arena_alloc(mem, crypto_pwhash_STRBYTES);
    enum err err = place_take();
    if (err != OK)
        return err;
    int failed = crypto_pwhash_str(text, password.data, password.size, PASSES,
                                   MEMORY_BYTES);
    place_give();
    *out = str_of(text);
    return failed ? ERR_BUSY : OK;
}

/* A hash of nothing anybody knows, at the usual cost. */
static char dummy[crypto_pwhash_STRBYTES];
static pthread_once_t dummy_once = PTHREAD_ONCE_INIT;

static void dummy_make(void)
{
    char random[32];
    vault_random(random, sizeof(random));
    must(crypto_pwhash_str(dummy, random, sizeof(random), PASSES,
                           MEMORY_BYTES) == 0);
}

static const char *dummy_hash(void)
{
    pthread_once(&dummy_once, dummy_make);
    return dummy;
}

enum err password_check(struct str hash, struct str password)
{
    enum err err = place_take();
    if (err != OK)
        return err;
    char text[crypto_pwhash_STRBYTES] = { 0 };
    bool known = hash.size > 0 && hash.size < sizeof(text);
    if (known)
        memcpy(text, hash.data, hash.size);
    int wrong = crypto_pwhash_str_verify(known ? text : dummy_hash(),
                                         password.data, password.size);
    place_give();
    return known && wrong == 0 ? OK : ERR_DENIED;
}
