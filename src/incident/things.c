/* things.c: a field that names something else of the record, in words: the
 * entry that began a thing, a referral, a paragraph whose duty is meant. One
 * place for the page and the paper, so that both call a thing by one name. */
#include "incident/incident.h"

/* "a phone": a label within a sentence. */
static struct str small_label(struct arena *mem, struct str label)
{
    char *words = arena_alloc(mem, label.size + 1);
    memcpy(words, label.data, label.size);
    if (label.size > 0 && words[0] >= 'A' && words[0] <= 'Z')
        words[0] = (char)(words[0] - 'A' + 'a');
    return (struct str){ words, label.size };
}

struct str holder_store(struct arena *mem, const struct entry *holder)
{
    return small_label(mem, choice_label(SET_STORE,
                                         entry_text(holder, FIELD_STORE)));
}

/* "Maya Rowe, a phone", and which one where it has a name. */
static struct str copy_words(struct arena *mem, const struct incident *in,
                             const struct entry *e)
{
    const struct person *p = incident_person(in, entry_text(e, FIELD_HOLDS));
    struct str who = p != NULL ? p->name : STR("Nobody named");
    struct str store = holder_store(mem, e);
    struct str name = entry_text(e, FIELD_STORE_NAME);
    return str_printf(mem, "%.*s, %.*s%s%.*s", STR_ARG(who), STR_ARG(store),
                      name.size > 0 ? ", " : "", STR_ARG(name));
}

static struct str takedown_words(struct arena *mem, const struct entry *e)
{
    struct str tool = choice_label(SET_TOOL, entry_text(e, FIELD_TOOL));
    struct str host = entry_text(e, FIELD_HOST);
    return str_printf(mem, "%.*s%s%.*s", STR_ARG(tool),
                      host.size > 0 ? ", " : "", STR_ARG(host));
}

/* What the entry that began it says by now. */
static struct str thing_words(struct arena *mem, const struct incident *in,
                              uint64_t seq)
{
    const struct effective *eff = &in->effective[seq - 1];
    switch ((unsigned)eff->entry->kind) {
    case ENTRY_HOLDER: return copy_words(mem, in, eff->counts);
    case ENTRY_DEVICE: return entry_text(eff->counts, FIELD_THING);
    case ENTRY_TAKEDOWN: return takedown_words(mem, eff->counts);
    }
    return str_of(entry_called(eff->entry));
}

static struct str referral_words(struct arena *mem, const struct incident *in,
                                 struct str id)
{
    const struct referral *r = incident_referral(in, id);
    if (r == NULL)
        return id;
    struct str to = choice_label(SET_AGENCY, str_of(agency_word(r->to)));
    return str_printf(mem, "%.*s, told in entry %u", STR_ARG(to), r->seq);
}

bool field_names_entry(uint64_t *seq, const struct incident *incident,
                       const struct field_info *info, struct str text)
{
    return info->type == TYPE_ENTRY &&
           str_read_number(seq, text, UINT32_MAX) == OK && *seq > 0 &&
           *seq <= incident->entries_count;
}

struct str field_named_words(struct arena *mem, const struct incident *in,
                             const struct pack *pack,
                             const struct field_info *info, struct str text)
{
    uint64_t seq;
    if (info->type == TYPE_CLAUSE)
        return stand_words(mem, pack, text);
    if (info->type == TYPE_REFERRAL)
        return referral_words(mem, in, text);
    if (!field_names_entry(&seq, in, info, text))
        return text;
    struct str thing = thing_words(mem, in, seq);
    return str_printf(mem, "%.*s (entry %u)", STR_ARG(thing), (unsigned)seq);
}
