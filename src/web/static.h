/* static.h: the browser's files, made and embedded by tools/assets.py. */
#ifndef LANYARD_WEB_STATIC_H
#define LANYARD_WEB_STATIC_H

struct static_file {
    const char *key;  /* "css", "script", "govuk", "icon" */
    const char *name; /* with its hash */
    const char *path; /* "/assets/" and the name */
    const char *type;
    const unsigned char *plain;
    unsigned long plain_size;
    const unsigned char *packed; /* gzip */
    unsigned long packed_size;
};

extern const struct static_file static_files[];
extern const unsigned long static_files_count;

/* The address of a file by its key; a key that is not there is a bug. */
const char *static_path(const char *key);

#endif
