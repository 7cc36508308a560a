// The hash of what a value holds, for what is to be recognised and need not be kept: 64 bits, and no proof against one who
// means harm. In C, because every row of a run is hashed.
#include "content_hash.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

// What the hash of each kind of value begins with: far from each other and from all that people write, so that no value of
// one kind has the hash of one of another.
static const uint64_t INTEGER = 0x5be0cd19137e2179, FLOAT = 0x1f83d9abfb41bd6b, TEXT = 0x510e527fade682d1,
                      TRUTH = 0x3c6ef372fe94f82b, TABLE = 0x6a09e667f3bcc908, WITHIN = 0x2b7e151628aed2a6,
                      OTHER = 0x452821e638d01377, PAIR = 0x7137449123ef65cd;

// Tables within tables that are looked into; a deeper one counts as one that lies within itself.
#define DEEPEST 100

// Mixes eight bytes into a hash (the finaliser of MurmurHash3), so that one changed bit changes half of all bits.
static uint64_t mixed(uint64_t hash, uint64_t word) {
    hash = (hash ^ word) * 0xbf58476d1ce4e5b9;
    hash = (hash ^ (hash >> 31)) * 0x94d049bb133111eb;
    return hash ^ (hash >> 29);
}

static uint64_t of_text(const char *text, size_t length) {
    uint64_t hash = mixed(TEXT, length);
    for (; length >= 8; text += 8, length -= 8) {
        uint64_t word;
        memcpy(&word, text, 8);
        hash = mixed(hash, word);
    }
    uint64_t rest = 0;
    memcpy(&rest, text, length);
    return mixed(hash, rest);
}

// 1 and 1.0 are the same key of a table, and have the same hash.
static uint64_t of_number(lua_State *L, int index) {
    int is_whole;
    lua_Integer whole = lua_tointegerx(L, index, &is_whole);
    if (is_whole) return mixed(INTEGER, (uint64_t)whole);
    lua_Number number = lua_tonumber(L, index);
    uint64_t bits;
    memcpy(&bits, &number, sizeof bits);
    return mixed(FLOAT, bits);
}

static uint64_t of_value(lua_State *L, int index, const void **within, int depth);

// The same for tables with equal fields, in whatever order: the hashes of the fields are added.
static uint64_t of_table(lua_State *L, int index, const void **within, int depth) {
    const void *table = lua_topointer(L, index);
    for (int i = 0; i < depth; i++) {
        if (within[i] == table) return mixed(WITHIN, 0);
    }
    if (depth == DEEPEST) return mixed(WITHIN, 0);
    within[depth] = table;
    luaL_checkstack(L, 3, "a value is nested too deep");
    uint64_t sum = 0, count = 0;
    lua_pushnil(L);
    while (lua_next(L, index)) {
        int field = lua_gettop(L);
        uint64_t key = of_value(L, field - 1, within, depth + 1);
        sum += mixed(mixed(PAIR, key), of_value(L, field, within, depth + 1));
        count++;
        lua_settop(L, field - 1);
    }
    return mixed(mixed(TABLE, count), sum);
}

static uint64_t of_value(lua_State *L, int index, const void **within, int depth) {
    size_t length;
    switch (lua_type(L, index)) {
    case LUA_TSTRING: {
        const char *text = lua_tolstring(L, index, &length);
        return of_text(text, length);
    }
    case LUA_TNUMBER:
        return of_number(L, index);
    case LUA_TBOOLEAN:
        return mixed(TRUTH, (uint64_t)lua_toboolean(L, index));
    case LUA_TTABLE:
        return of_table(L, index, within, depth);
    default:
        // Of all else, nil too, only the type counts.
        return mixed(OTHER, (uint64_t)lua_type(L, index));
    }
}

int pb_content_hash(lua_State *L) {
    const void *within[DEEPEST];
    luaL_checkany(L, 1);
    lua_settop(L, 1);
    lua_pushinteger(L, (lua_Integer)of_value(L, 1, within, 0));
    return 1;
}
