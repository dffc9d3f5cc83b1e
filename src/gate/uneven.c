/* uneven.c: languages are uneven, codes are not.
 *
 * In every language some letters like to follow others, a few words come
 * often and many once, and words differ in length. Packed bytes written in
 * any alphabet or list of words lack all three. Nothing here knows a language
 * or a coding. The figures were found with tests/gate/corpus.py: in honest
 * texts a pair of letters recurs at least 1.2 times as often as chance makes
 * it, mostly more than twice. */
#include "gate/gate_inner.h"

enum {
    LETTERS_MIN = 160, /* pairs of letters below which nothing is said */
    FEW_LETTERS_MIN = 250,
    WORDS_MIN = 150,
    NEW_WORDS_MIN = 200,
    SIGNS_MIN = 140, /* Han, Hangul and the like */
    TEXT_MIN = 80,
    GROUPS_MIN = 18,
    SLOTS = 1 << 14, /* more than a field has characters */
    LENGTHS = 64,
};

/* How often each of many things came; two may share a slot, seldom. The sums
 * are kept while counting: most texts fill few of the slots. */
struct counts {
    uint16_t *of;
    size_t total;
    uint64_t same; /* how many pairs of positions hold the same thing */
    size_t different, once, most;
};

static void counts_open(struct counts *c, struct arena *mem)
{
    *c = (struct counts){ .of = ARENA_MANY(mem, SLOTS, uint16_t) };
}

static void counts_add(struct counts *c, uint64_t what)
{
    what *= UINT64_C(0x9E3779B97F4A7C15);
    uint16_t *n = &c->of[(size_t)(what ^ what >> 32) % SLOTS];
    c->total++;
    if (*n == UINT16_MAX)
        return;
    c->same += *n;
    c->different += *n == 0;
    c->once += *n == 0;
    c->once -= *n == 1;
    ++*n;
    if (*n > c->most)
        c->most = *n;
}

static double counts_same(const struct counts *c)
{
    return (double)c->same;
}

struct survey {
    struct counts letters, pairs, words, word_pairs, signs;
    size_t lengths[LENGTHS]; /* of words in spaced scripts */
    size_t groups;
};

/* The word or group being read. */
struct group {
    uint64_t hash;
    uint64_t before; /* the hash of the last one */
    size_t length;
    bool letters;
    bool syllables; /* Tibetan marks the end of each */
};

static void group_end(struct survey *v, struct group *g)
{
    if (g->length > 0 && g->letters) {
        counts_add(&v->words, g->hash);
        counts_add(&v->word_pairs, g->before * 31 + g->hash);
        if (!g->syllables) {
            v->groups++;
            v->lengths[g->length < LENGTHS ? g->length : LENGTHS - 1]++;
        }
        g->before = g->hash;
    }
    *g = (struct group){ .before = g->before };
}

static void survey_make(struct survey *v, const struct text *text)
{
    struct group g = { 0 };
    uint32_t before = 0;
    for (size_t i = 0; i < text->count; i++) {
        uint32_t c = script_fold(text->at[i]);
        bool letter = script_is_letter(c);
        if (script_is_joint(c))
            continue;
        if (letter) {
            counts_add(&v->letters, c);
            if (before != 0)
                counts_add(&v->pairs, (uint64_t)before << 32 | c);
            if (script_is_large(c))
                counts_add(&v->signs, c);
        }
        before = letter ? c : 0;
        if (!letter && !(c >= '0' && c <= '9')) {
            group_end(v, &g);
            continue;
        }
        g.hash = (g.hash ^ c) * UINT64_C(1099511628211) + 1;
        g.length++;
        g.letters = g.letters || letter;
        g.syllables = g.syllables || (c >= 0x0F00 && c <= 0x0FFF);
    }
    group_end(v, &g);
}

/* Letters, or words, that follow one another as chance would have it. */
static bool order_is_chance(const struct counts *ones,
                            const struct counts *pairs, double least)
{
    double count = (double)ones->total, chains = (double)pairs->total;
    if (pairs->total < LETTERS_MIN)
        return false;
    double alike = counts_same(ones) / (count * (count - 1) / 2);
    double all = chains * (chains - 1) / 2;
    double chance = all * alike * alike + all / SLOTS; /* two in one slot */
    return chance >= least && counts_same(pairs) < chance * 1.15;
}

/* Seven letters do for numerals and for shades of grey, for no language. */
static bool letters_are_few(const struct counts *letters)
{
    double count = (double)letters->total;
    if (letters->total < FEW_LETTERS_MIN)
        return false;
    return counts_same(letters) / (count * (count - 1) / 2) > 0.145;
}

/* None is common, few come only once, and hardly two follow each other twice:
 * each stands for a byte. */
static bool counts_are_even(const struct counts *ones,
                            const struct counts *pairs)
{
    if (ones->total < WORDS_MIN)
        return false;
    return ones->once * 100 < ones->total * 14 &&
           ones->most * 100 < ones->total * 4 &&
           counts_same(pairs) * 20 < counts_same(ones);
}

/* Hardly one comes twice, where some have to. */
static bool is_all_new(const struct counts *ones, size_t least,
                       unsigned percent)
{
    return ones->total >= least &&
           ones->different * 100 > ones->total * percent;
}

/* A hundred words over and over, or one in every three. */
static bool words_are_few(const struct counts *words)
{
    if (words->total < 60)
        return false;
    return words->most * 3 > words->total ||
           (words->different < 100 &&
            words->different * 16 < words->total);
}

/* Groups of one length: no language has them. */
static bool lengths_are_even(const struct survey *v)
{
    if (v->groups < GROUPS_MIN)
        return false;
    for (size_t i = 3; i < LENGTHS; i++)
        if (v->lengths[i] * 100 > v->groups * 60)
            return true;
    return false;
}

bool text_is_even(struct arena *mem, const struct text *text)
{
    if (text->count < TEXT_MIN)
        return false;
    struct survey v = { 0 };
    counts_open(&v.letters, mem);
    counts_open(&v.pairs, mem);
    counts_open(&v.words, mem);
    counts_open(&v.word_pairs, mem);
    counts_open(&v.signs, mem);
    survey_make(&v, text);
    return order_is_chance(&v.letters, &v.pairs, 40) ||
           order_is_chance(&v.words, &v.word_pairs, 60) ||
           letters_are_few(&v.letters) || words_are_few(&v.words) ||
           lengths_are_even(&v) ||
           counts_are_even(&v.words, &v.word_pairs) ||
           counts_are_even(&v.signs, &v.pairs) ||
           is_all_new(&v.signs, SIGNS_MIN, 88) ||
           is_all_new(&v.words, NEW_WORDS_MIN, 94);
}
