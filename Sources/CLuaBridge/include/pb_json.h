// JSON to and from Lua values, in C, because nine tenths of the work is building tables.
//
// What survives both ways: integers stay integers; a list stays a list, also when it is empty (its metatable says so);
// a null field reads as nil, is remembered, and is written again with its object until the field gets a value. A null
// among a list's items is the value pb_json_null. A null that stands alone is nil.
#ifndef PB_JSON_H
#define PB_JSON_H

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct lua_State lua_State;

// Lists and objects may stand this deep in one another to be written.
enum { PB_JSON_MAX_DEPTH = 200 };

// Bytes that grow by realloc, to `limit` at most unless it is 0; all zero is an empty one. Free `data` to be rid of it.
typedef struct {
    char *data;
    size_t length;
    size_t capacity;
    size_t limit;
} pb_buffer;

// What reading JSON needs and keeps between two texts: one for a VM, NULL without memory.
typedef struct pb_json pb_json;
pb_json *pb_json_new(void);
// Frees it; NULL is fine. Before or after the lua_State.
void pb_json_free(pb_json *json);

// Pushes the one value of a JSON text. Answers 0, or else pushes nothing and writes why into `error`.
//
// Raises when Lua has no memory, so it is called in a protected call alone; nothing is lost then. Needs no stack space
// beforehand. Reads nothing from `bytes` once it builds, so that Lua may collect the string they are of. Not for use in
// a finalizer, which could run in the middle of another push: scripts have no `__gc`, and nothing of ours may read JSON.
int pb_json_push(lua_State *L, pb_json *json, const char *bytes, size_t length, char *error, size_t error_size);

// Writes the value at `index` as compact JSON into `out`, in place of what is there. Never raises, runs no metamethod.
//
// Answers 0, or else writes into `error` where and why: ".items[3].name: a function cannot be sent". Keys of objects
// come in the order of the table, nulls remembered last. A table without fields that is not marked as a list is `{}`.
// A whole float below 2^53 is written without a point, since services refuse `1.0` where they want `1`.
int pb_json_encode(lua_State *L, int index, pb_buffer *out, char *error, size_t error_size);

// The same for people: keys sorted by their bytes, two spaces of indentation, a line break at the end.
int pb_json_encode_pretty(lua_State *L, int index, pb_buffer *out, char *error, size_t error_size);

// Marks the table at `index` as a list, so that it is written as `[]` when it is empty. Takes the place of a metatable
// the table has. Raises when Lua has no memory.
void pb_json_mark_list(lua_State *L, int index);

// Whether the value at `index` is a table that was read or marked as a list.
bool pb_json_is_list(lua_State *L, int index);

// The address of the light userdata that stands for null where nil cannot.
void *pb_json_null(void);

#ifdef __cplusplus
}
#endif
#endif
