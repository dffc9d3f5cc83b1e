/* base.c: names of errors and roles, three-valued logic, ids as text. */
#include "base/base.h"

#include <stdio.h>
#include <stdlib.h>

void must_fail(const char *what, const char *file, int line)
{
    fprintf(stderr, "lanyard: %s:%d: must hold: %s\n", file, line, what);
    abort();
}

static const char *const err_names[ERR_COUNT] = {
    [OK] = "ok",
    [ERR_INVALID] = "invalid",
    [ERR_NOT_FOUND] = "not found",
    [ERR_CONFLICT] = "conflict",
    [ERR_DENIED] = "denied",
    [ERR_LIMIT] = "limit",
    [ERR_CORRUPT] = "corrupt",
    [ERR_BUSY] = "busy",
    [ERR_IO] = "input or output",
};

const char *err_name(enum err err)
{
    must(err < ERR_COUNT);
    return err_names[err];
}

enum answer answer_not(enum answer a)
{
    switch (a) {
    case UNKNOWN: return UNKNOWN;
    case NO: return YES;
    case YES: return NO;
    }
    must(!"an answer has three values");
    return UNKNOWN;
}

enum answer answer_and(enum answer a, enum answer b)
{
    if (a == NO || b == NO)
        return NO;
    return a == YES && b == YES ? YES : UNKNOWN;
}

enum answer answer_or(enum answer a, enum answer b)
{
    if (a == YES || b == YES)
        return YES;
    return a == NO && b == NO ? NO : UNKNOWN;
}

static const struct {
    const char *name;
    const char *title;
} roles[ROLE_COUNT] = {
    [ROLE_NONE] = { "none", "No role" },
    [ROLE_STAFF] = { "staff", "Staff" },
    [ROLE_DSL] = { "dsl", "DSL" },
    [ROLE_DEPUTY_DSL] = { "deputy_dsl", "Deputy DSL" },
    [ROLE_HEAD] = { "head", "Headteacher" },
    [ROLE_EXECUTIVE_LEADER] = { "executive_leader", "Executive Leader" },
    [ROLE_SENCO] = { "senco", "SENCO" },
    [ROLE_CEO] = { "ceo", "Chief Executive" },
    [ROLE_TRUSTEE] = { "trustee", "Trustee" },
    [ROLE_GOVERNOR] = { "governor", "Governor" },
    [ROLE_ADMINISTRATOR] = { "administrator", "Administrator" },
    [ROLE_CHAIR] = { "chair", "Chair of Trustees" },
};

const char *role_name(enum role role)
{
    must(role < ROLE_COUNT);
    return roles[role].name;
}

const char *role_title(enum role role)
{
    must(role < ROLE_COUNT);
    return roles[role].title;
}

enum role role_from_name(const char *name, size_t size)
{
    for (unsigned i = ROLE_STAFF; i < ROLE_COUNT; i++)
        if (strlen(roles[i].name) == size &&
            memcmp(roles[i].name, name, size) == 0)
            return (enum role)i;
    return ROLE_NONE;
}

bool id_is_zero(const uint8_t bytes[ID_SIZE])
{
    uint8_t any = 0;
    for (unsigned i = 0; i < ID_SIZE; i++)
        any |= bytes[i];
    return any == 0;
}

void id_print(char out[ID_TEXT_SIZE + 1], const uint8_t bytes[ID_SIZE])
{
    static const char digits[] = "0123456789abcdef";
    for (unsigned i = 0; i < ID_SIZE; i++) {
        out[2 * i] = digits[bytes[i] >> 4];
        out[2 * i + 1] = digits[bytes[i] & 15];
    }
    out[ID_TEXT_SIZE] = '\0';
}

static int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return -1;
}

enum err id_read(uint8_t out[ID_SIZE], const char *at, size_t size)
{
    if (size != ID_TEXT_SIZE)
        return ERR_INVALID;
    for (unsigned i = 0; i < ID_SIZE; i++) {
        int high = hex_value(at[2 * i]);
        int low = hex_value(at[2 * i + 1]);
        if (high < 0 || low < 0)
            return ERR_INVALID;
        out[i] = (uint8_t)(high * 16 + low);
    }
    return OK;
}

enum answer age_below(struct age age, unsigned years)
{
    must(years > 0 && years <= 18);
    if (!age.known)
        return UNKNOWN;
    return age.years < years ? YES : NO;
}
