// Lua to JSON: walks tables with raw access only, so that nothing can raise and no script runs meanwhile.
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "json_marks.h"
#include "json_place.h"
#include "json_text.h"

typedef struct {
    lua_State *L;
    pb_buffer *out;
    bool pretty;
    char *error;
    size_t error_size;
} writer;

// Most stack places that one level takes: the names of its nulls, a key, a value, and what is pushed to look at it.
enum { STACK_OF_LEVEL = 8 };

// Says what is wrong and where; 1, which is answered all the way up.
static int fail(writer *w, const pb_place *here, const char *why) {
    pb_place_describe(here, why, w->error, w->error_size);
    return 1;
}

static int no_memory(writer *w, const pb_place *here) { return fail(w, here, "not enough memory to write JSON"); }

static int write_value(writer *w, int index, const pb_place *here);

static int append(writer *w, const pb_place *here, const char *text) {
    return pb_text_append(w->out, text, strlen(text)) ? 0 : no_memory(w, here);
}

static int write_string(writer *w, const pb_place *here, const char *bytes, size_t length) {
    switch (pb_text_append_string(w->out, bytes, length)) {
    case PB_TEXT_WRITTEN: return 0;
    case PB_TEXT_NOT_UTF8: return fail(w, here, "a text that is not valid UTF-8 cannot be sent");
    default: return no_memory(w, here);
    }
}

// Writes what stands before an item or field: a comma unless it is the first, and a new line for people.
static int begin(writer *w, const pb_place *here, bool first) {
    if (!first && append(w, here, ",")) return 1;
    return !w->pretty || pb_text_break_line(w->out, here->depth) ? 0 : no_memory(w, here);
}

static int end(writer *w, const pb_place *here, bool empty, const char *bracket) {
    if (w->pretty && !empty && !pb_text_break_line(w->out, here->depth)) return no_memory(w, here);
    return append(w, here, bracket);
}

// Writes the value on top of the stack as an item, and pops it.
static int write_item(writer *w, const pb_place *list, lua_Integer item) {
    pb_place here = {.outer = list, .item = item, .depth = list->depth + 1};
    int failed = begin(w, &here, item == 1) || write_value(w, lua_gettop(w->L), &here);
    lua_pop(w->L, 1);
    return failed;
}

// Says why a key cannot stand where it does; the key is at `index`.
__attribute__((noinline)) static int refuse_key(writer *w, const pb_place *here, int index, bool list) {
    char why[128], name[64];
    int type = lua_type(w->L, index);
    if (type == LUA_TSTRING) {
        size_t length;
        const char *bytes = lua_tolstring(w->L, index, &length);
        pb_copy_name(name, sizeof name, bytes, length);
        snprintf(why, sizeof why, "a list cannot also have the field \"%s\"", name);
    } else if (lua_isinteger(w->L, index)) {
        const char *form = list ? "a list cannot have an item %lld" : "an object cannot also have the item [%lld]";
        snprintf(why, sizeof why, form, (long long)lua_tointeger(w->L, index));
    } else {
        snprintf(why, sizeof why, "a %s cannot be the name of a field", lua_typename(w->L, type));
    }
    return fail(w, here, why);
}

// Writes the items from `from` on of a list whose table does not hold them in order. The first key that was out of
// order is on top of the stack, and is popped.
static int write_scattered_items(writer *w, int index, const pb_place *here, lua_Integer from) {
    lua_State *L = w->L;
    lua_Integer last = from - 1;
    do {
        if (!lua_isinteger(L, -1) || lua_tointeger(L, -1) < 1) return refuse_key(w, here, -1, true);
        last++;
        if (!lua_next(L, index)) break;
        lua_pop(L, 1);
    } while (true);
    for (lua_Integer item = from; item <= last; item++) {
        if (lua_rawgeti(L, index, item) == LUA_TNIL) {
            char why[64];
            snprintf(why, sizeof why, "a list cannot have holes, and item %lld is nil", (long long)item);
            return fail(w, here, why);
        }
        if (write_item(w, here, item)) return 1;
    }
    return 0;
}

// Writes a list whose first key and value are on the stack; both are popped.
static int write_list(writer *w, int index, const pb_place *here) {
    lua_State *L = w->L;
    if (append(w, here, "[")) return 1;
    lua_Integer item = 1;
    do {
        if (!lua_isinteger(L, -2) || lua_tointeger(L, -2) != item) {
            lua_pop(L, 1);
            if (write_scattered_items(w, index, here, item)) return 1;
            break;
        }
        if (write_item(w, here, item)) return 1;
        item++;
    } while (lua_next(L, index));
    return end(w, here, false, "]");
}

// Writes the field whose name is at `name` and whose value is on top of the stack, nil for null; pops the value.
static int write_field(writer *w, const pb_place *object, int name, bool first) {
    lua_State *L = w->L;
    pb_place here = {.outer = object, .depth = object->depth + 1};
    here.name = lua_tolstring(L, name, &here.length);
    int failed = begin(w, &here, first) || write_string(w, &here, here.name, here.length)
        || append(w, &here, w->pretty ? ": " : ":") || write_value(w, lua_gettop(L), &here);
    lua_pop(L, 1);
    return failed;
}

// Pushes the names of null fields, one by one: answers whether there is one that has no value now, and pushes it.
// `names` is 0 when the object remembers none.
static bool next_null(lua_State *L, int index, int names, lua_Integer *at) {
    while (names && lua_rawgeti(L, names, ++*at) == LUA_TSTRING) {
        lua_pushvalue(L, -1);
        bool has_value = lua_rawget(L, index) != LUA_TNIL;
        lua_pop(L, 1);
        if (!has_value) return true;
        lua_pop(L, 1);
    }
    if (names) lua_pop(L, 1);
    return false;
}

static int write_object(writer *w, int index, const pb_place *here, int names) {
    lua_State *L = w->L;
    bool first = true;
    if (append(w, here, "{")) return 1;
    lua_pushnil(L);
    while (lua_next(L, index)) {
        int name = lua_gettop(L) - 1;
        if (lua_type(L, name) != LUA_TSTRING) return refuse_key(w, here, name, false);
        if (write_field(w, here, name, first)) return 1;
        first = false;
    }
    for (lua_Integer at = 0; next_null(L, index, names, &at); first = false) {
        lua_pushnil(L);
        if (write_field(w, here, lua_gettop(L) - 1, first)) return 1;
        lua_pop(L, 1);
    }
    return end(w, here, first, "}");
}

typedef struct {
    const char *bytes;
    size_t length;
    int index;
} field_name;

static int compare_names(const void *left, const void *right) {
    const field_name *a = left, *b = right;
    int order = memcmp(a->bytes, b->bytes, a->length < b->length ? a->length : b->length);
    return order ? order : (a->length > b->length) - (a->length < b->length);
}

// Pushes the names of all fields of an object; answers how many, or -1 after an error.
static int push_names(writer *w, int index, const pb_place *here, int names) {
    lua_State *L = w->L;
    int base = lua_gettop(L);
    lua_pushnil(L);
    while (lua_next(L, index)) {
        lua_pop(L, 1);
        if (lua_type(L, -1) != LUA_TSTRING) return refuse_key(w, here, -1, false), -1;
        if (!lua_checkstack(L, STACK_OF_LEVEL)) return no_memory(w, here), -1;
        lua_pushvalue(L, -1);
    }
    lua_Integer at = 0;
    while (next_null(L, index, names, &at)) {
        if (!lua_checkstack(L, STACK_OF_LEVEL)) return no_memory(w, here), -1;
    }
    return lua_gettop(L) - base;
}

static int write_sorted_object(writer *w, int index, const pb_place *here, int names) {
    lua_State *L = w->L;
    int base = lua_gettop(L);
    int count = push_names(w, index, here, names);
    if (count < 0) return 1;
    field_name *sorted = malloc(sizeof *sorted * (size_t)(count + 1));
    if (!sorted) return no_memory(w, here);
    for (int i = 0; i < count; i++) {
        sorted[i].index = base + 1 + i;
        sorted[i].bytes = lua_tolstring(L, sorted[i].index, &sorted[i].length);
    }
    qsort(sorted, (size_t)count, sizeof *sorted, compare_names);
    int failed = append(w, here, "{");
    for (int i = 0; i < count && !failed; i++) {
        lua_pushvalue(L, sorted[i].index);
        lua_rawget(L, index);
        failed = write_field(w, here, sorted[i].index, i == 0);
    }
    free(sorted);
    return failed || end(w, here, count == 0, "}");
}

static int write_table(writer *w, int index, const pb_place *here) {
    lua_State *L = w->L;
    if (here->depth >= PB_JSON_MAX_DEPTH) return fail(w, here, "nested deeper than 200, or within itself");
    if (!lua_checkstack(L, STACK_OF_LEVEL)) return no_memory(w, here);
    pb_mark mark = pb_mark_of(L, index);
    int names = mark == PB_MARK_NULLS ? lua_gettop(L) : 0;
    lua_pushnil(L);
    if (!lua_next(L, index)) {
        if (mark == PB_MARK_LIST) return append(w, here, "[]");
    } else if (mark == PB_MARK_LIST || (mark == PB_MARK_NONE && lua_isinteger(L, -2))) {
        return write_list(w, index, here);
    } else {
        lua_pop(L, 2);
    }
    return (w->pretty ? write_sorted_object : write_object)(w, index, here, names);
}

static int write_float(writer *w, const pb_place *here, lua_Number value) {
    if (!isfinite(value)) return fail(w, here, "a number that is infinite or not a number cannot be sent");
    return pb_text_append_float(w->out, value) ? 0 : no_memory(w, here);
}

// Writes the value at `index`, an absolute one. Leaves the stack as it was, except after an error.
static int write_value(writer *w, int index, const pb_place *here) {
    lua_State *L = w->L;
    int type = lua_type(L, index);
    switch (type) {
    case LUA_TNONE:
    case LUA_TNIL: return append(w, here, "null");
    case LUA_TBOOLEAN: return append(w, here, lua_toboolean(L, index) ? "true" : "false");
    case LUA_TNUMBER:
        if (!lua_isinteger(L, index)) return write_float(w, here, lua_tonumber(L, index));
        return pb_text_append_integer(w->out, lua_tointeger(L, index)) ? 0 : no_memory(w, here);
    case LUA_TSTRING: {
        size_t length;
        const char *bytes = lua_tolstring(L, index, &length);
        return write_string(w, here, bytes, length);
    }
    case LUA_TTABLE: {
        int top = lua_gettop(L);
        int failed = write_table(w, index, here);
        lua_settop(L, top);
        return failed;
    }
    default: break;
    }
    if (type == LUA_TLIGHTUSERDATA && lua_touserdata(L, index) == pb_json_null()) return append(w, here, "null");
    char why[64];
    snprintf(why, sizeof why, "a %s cannot be sent", lua_typename(L, type));
    return fail(w, here, why);
}

static int encode(lua_State *L, int index, pb_buffer *out, bool pretty, char *error, size_t error_size) {
    writer w = {.L = L, .out = out, .pretty = pretty, .error = error, .error_size = error_size};
    pb_place root = {.outer = NULL};
    out->length = 0;
    int failed = write_value(&w, lua_absindex(L, index), &root);
    if (!failed && pretty) failed = append(&w, &root, "\n");
    if (failed) out->length = 0;
    return failed;
}

int pb_json_encode(lua_State *L, int index, pb_buffer *out, char *error, size_t error_size) {
    return encode(L, index, out, false, error, error_size);
}

int pb_json_encode_pretty(lua_State *L, int index, pb_buffer *out, char *error, size_t error_size) {
    return encode(L, index, out, true, error, error_size);
}
