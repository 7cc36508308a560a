// Where in a value a fault is, and how that is said.
#ifndef PB_JSON_PLACE_H
#define PB_JSON_PLACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// A place in a value that is being written: a field (`name`) or an item of what is outside it. They live on C's stack.
typedef struct pb_place {
    const struct pb_place *outer;
    const char *name;
    size_t length;
    int64_t item;
    int depth;
} pb_place;

// Writes "PLACE: WHY" (".items[3].name: a function cannot be sent"); of a long path the inner end, which tells more.
void pb_place_describe(const pb_place *here, const char *why, char *error, size_t error_size);

// Copies a name for a message: cut where it is long, and with `?` for what is not printable UTF-8.
void pb_copy_name(char *to, size_t size, const char *name, size_t length);

#endif
