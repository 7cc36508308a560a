// JSON to Lua: one pass over the parser's tape, every table made in its final size.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cjson.h"
#include "json_marks.h"
#include "pb_json.h"

// A text larger than this does not keep its memory (15 times as much) for the next one.
enum { KEEP_TEXT = 1 << 20 };
// Names and values that occur again and again are found by the place they had on the stack, without Lua's hashing.
enum { KNOWN_STRINGS = 64, KNOWN_LENGTH = 40 };
// Sets of null fields whose metatable is kept. An object type has one or a few; more only cost a metatable each.
enum { NULL_SETS = 128, NULL_SET_BYTES = 2048 };

// The names of the null fields of an object, each after its length, in their order.
typedef struct {
    uint64_t hash;
    size_t length;
    char *names;
} null_set;

struct pb_json {
    cjson_document *document;
    null_set sets[NULL_SETS];
};

typedef struct {
    lua_State *L;
    pb_json *json;
    cjson_tape tape;
    // Stack places: the metatable of lists, the metatables of null sets, and the known strings.
    int list_mark, null_marks, strings;
    struct {
        const char *bytes;
        size_t length;
    } known[KNOWN_STRINGS];
} builder;

pb_json *pb_json_new(void) {
    pb_json *json = calloc(1, sizeof *json);
    if (json && !(json->document = cjson_new())) {
        free(json);
        return NULL;
    }
    return json;
}

void pb_json_free(pb_json *json) {
    if (!json) return;
    for (int i = 0; i < NULL_SETS; i++) free(json->sets[i].names);
    cjson_free(json->document);
    free(json);
}

// Pushes a string that may be on the stack already. Known ones are recognised by comparing bytes.
static void push_string(builder *b, size_t at) {
    size_t length;
    const char *bytes = cjson_string(b->tape, at, &length);
    if (length == 0 || length > KNOWN_LENGTH) {
        lua_pushlstring(b->L, bytes, length);
        return;
    }
    unsigned char first = (unsigned char)bytes[0], middle = (unsigned char)bytes[length / 2];
    unsigned place = (unsigned)(length * 7 + first * 5 + (unsigned char)bytes[length - 1] * 3 + middle) % KNOWN_STRINGS;
    if (b->known[place].length == length && memcmp(b->known[place].bytes, bytes, length) == 0) {
        lua_pushvalue(b->L, b->strings + (int)place);
        return;
    }
    lua_pushlstring(b->L, bytes, length);
    lua_copy(b->L, -1, b->strings + (int)place);
    b->known[place].bytes = bytes;
    b->known[place].length = length;
}

// The next null field of an object from `at` on, its key; or the end of the object.
static size_t next_null(cjson_tape tape, size_t at) {
    while (cjson_kind_at(tape, at) == CJSON_STRING && cjson_kind_at(tape, at + 1) != CJSON_NULL) {
        at = cjson_next(tape, at + 1);
    }
    return at;
}

typedef enum { MEASURE, COMPARE, WRITE } names_task;

// Walks the names of the null fields of the object at `at`, each after its length, against or into `names`. Answers the
// bytes they take, or 0 when they differ from `names` or take more than `limit`.
static size_t walk_null_names(cjson_tape tape, size_t at, names_task task, char *names, size_t limit) {
    size_t used = 0;
    for (at = next_null(tape, at + 1); cjson_kind_at(tape, at) == CJSON_STRING; at = next_null(tape, at + 2)) {
        size_t length;
        const char *name = cjson_string(tape, at, &length);
        if (used + sizeof length + length > limit) return 0;
        if (task == WRITE) {
            memcpy(names + used, &length, sizeof length);
            memcpy(names + used + sizeof length, name, length);
        } else if (task == COMPARE
                   && (memcmp(names + used, &length, sizeof length) != 0
                       || memcmp(names + used + sizeof length, name, length) != 0)) {
            return 0;
        }
        used += sizeof length + length;
    }
    return used;
}

// Pushes a metatable that remembers the null fields of the object at `at`.
static void push_null_mark(builder *b, size_t at) {
    lua_State *L = b->L;
    lua_newtable(L);
    lua_Integer count = 0;
    for (at = next_null(b->tape, at + 1); cjson_kind_at(b->tape, at) == CJSON_STRING; at = next_null(b->tape, at + 2)) {
        push_string(b, at);
        lua_rawseti(L, -2, ++count);
    }
    pb_make_null_mark(L);
}

// Gives the object on top of the stack the metatable of its null fields; `hash` is of their names.
static void remember_nulls(builder *b, size_t at, uint64_t hash) {
    lua_State *L = b->L;
    int place = (int)(hash % NULL_SETS);
    null_set *set = &b->json->sets[place];
    if (set->names && set->hash == hash
        && walk_null_names(b->tape, at, COMPARE, set->names, set->length) == set->length) {
        lua_rawgeti(L, b->null_marks, place + 1);
        lua_setmetatable(L, -2);
        return;
    }
    // Forgotten first: an error on the way must not leave these names with another set's metatable.
    free(set->names);
    set->names = NULL;
    push_null_mark(b, at);
    lua_pushvalue(L, -1);
    lua_rawseti(L, b->null_marks, place + 1);
    lua_setmetatable(L, -2);

    size_t length = walk_null_names(b->tape, at, MEASURE, NULL, NULL_SET_BYTES);
    if (!length || !(set->names = malloc(length))) return;
    walk_null_names(b->tape, at, WRITE, set->names, length);
    set->length = length;
    set->hash = hash;
}

// Mixes a name into the hash of a null set (FNV-1a); never 0, which stands for no null field.
static uint64_t hash_name(uint64_t hash, cjson_tape tape, size_t at) {
    size_t length;
    const char *name = cjson_string(tape, at, &length);
    hash = (hash ^ length) * 0x100000001B3;
    for (size_t i = 0; i < length; i++) hash = (hash ^ (unsigned char)name[i]) * 0x100000001B3;
    return hash | 1;
}

static size_t push_value(builder *b, size_t at);

static void push_list(builder *b, size_t at) {
    lua_State *L = b->L;
    lua_createtable(L, (int)cjson_count(b->tape, at), 0);
    lua_pushvalue(L, b->list_mark);
    lua_setmetatable(L, -2);
    lua_Integer count = 0;
    for (at++; cjson_kind_at(b->tape, at) != CJSON_LIST_END;) {
        if (cjson_kind_at(b->tape, at) == CJSON_NULL) {
            lua_pushlightuserdata(L, pb_json_null());
            at++;
        } else {
            at = push_value(b, at);
        }
        lua_rawseti(L, -2, ++count);
    }
}

static void push_object(builder *b, size_t start) {
    lua_State *L = b->L;
    lua_createtable(L, 0, (int)cjson_count(b->tape, start));
    uint64_t hash = 0;
    size_t at = start + 1;
    while (cjson_kind_at(b->tape, at) == CJSON_STRING) {
        if (cjson_kind_at(b->tape, at + 1) == CJSON_NULL) {
            hash = hash_name(hash, b->tape, at);
            at += 2;
            continue;
        }
        push_string(b, at);
        at = push_value(b, at + 1);
        lua_rawset(L, -3);
    }
    if (hash) remember_nulls(b, start, hash);
}

// Pushes the value at `at`; answers the place behind it.
static size_t push_value(builder *b, size_t at) {
    lua_State *L = b->L;
    switch (cjson_kind_at(b->tape, at)) {
    case CJSON_STRING: push_string(b, at); return at + 1;
    case CJSON_INTEGER: lua_pushinteger(L, cjson_integer(b->tape, at)); return at + 2;
    case CJSON_UNSIGNED: lua_pushnumber(L, (lua_Number)cjson_unsigned(b->tape, at)); return at + 2;
    case CJSON_DOUBLE: lua_pushnumber(L, cjson_double(b->tape, at)); return at + 2;
    case CJSON_TRUE: lua_pushboolean(L, 1); return at + 1;
    case CJSON_FALSE: lua_pushboolean(L, 0); return at + 1;
    case CJSON_LIST:
    case CJSON_OBJECT:
        luaL_checkstack(L, 4, "JSON is nested too deeply");
        if (cjson_kind_at(b->tape, at) == CJSON_LIST) push_list(b, at);
        else push_object(b, at);
        return cjson_next(b->tape, at);
    default: lua_pushnil(L); return at + 1;
    }
}

static int fail(char *error, size_t size, const cjson_error *fault) {
    if (fault->line) {
        snprintf(error, size, "line %zu, column %zu: %s", fault->line, fault->column, fault->message);
    } else {
        snprintf(error, size, "%s", fault->message);
    }
    return 1;
}

int pb_json_push(lua_State *L, pb_json *json, const char *bytes, size_t length, char *error, size_t error_size) {
    cjson_error fault;
    if (!cjson_parse(json->document, bytes, length, &fault)) {
        cjson_shrink(json->document, KEEP_TEXT);
        return fail(error, error_size, &fault);
    }
    luaL_checkstack(L, KNOWN_STRINGS + 8, "no room to read JSON");
    int base = lua_gettop(L);
    builder b = {.L = L, .json = json, .tape = cjson_document_tape(json->document), .strings = base + 3};
    b.list_mark = base + 1;
    pb_push_list_mark(L);
    b.null_marks = base + 2;
    pb_push_null_marks(L);
    lua_settop(L, base + 2 + KNOWN_STRINGS);
    push_value(&b, CJSON_FIRST);
    lua_copy(L, -1, base + 1);
    lua_settop(L, base + 1);
    cjson_shrink(json->document, KEEP_TEXT);
    return 0;
}
