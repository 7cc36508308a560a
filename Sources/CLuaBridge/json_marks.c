#include "json_marks.h"

// Addresses are the names: no script can make a light userdata, so none can forge a mark.
static const char TAG, LIST_MARK, NULL_MARKS, NULL_VALUE;

void *pb_json_null(void) { return (void *)&NULL_VALUE; }

// Makes a metatable that carries the value on top of the stack, and hides from scripts.
static void make_mark(lua_State *L) {
    lua_createtable(L, 0, 2);
    lua_insert(L, -2);
    lua_rawsetp(L, -2, &TAG);
    lua_pushliteral(L, "__metatable");
    lua_pushboolean(L, 0);
    lua_rawset(L, -3);
}

void pb_push_list_mark(lua_State *L) {
    if (lua_rawgetp(L, LUA_REGISTRYINDEX, &LIST_MARK) == LUA_TTABLE) return;
    lua_pop(L, 1);
    lua_pushboolean(L, 1);
    make_mark(L);
    lua_pushvalue(L, -1);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &LIST_MARK);
}

void pb_push_null_marks(lua_State *L) {
    if (lua_rawgetp(L, LUA_REGISTRYINDEX, &NULL_MARKS) == LUA_TTABLE) return;
    lua_pop(L, 1);
    lua_newtable(L);
    lua_pushvalue(L, -1);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &NULL_MARKS);
}

void pb_make_null_mark(lua_State *L) { make_mark(L); }

pb_mark pb_mark_of(lua_State *L, int index) {
    if (!lua_getmetatable(L, index)) return PB_MARK_NONE;
    int type = lua_rawgetp(L, -1, &TAG);
    lua_remove(L, -2);
    if (type == LUA_TTABLE) return PB_MARK_NULLS;
    lua_pop(L, 1);
    return type == LUA_TBOOLEAN ? PB_MARK_LIST : PB_MARK_NONE;
}

void pb_json_mark_list(lua_State *L, int index) {
    index = lua_absindex(L, index);
    luaL_checkstack(L, 4, "no room to mark a list");
    pb_push_list_mark(L);
    lua_setmetatable(L, index);
}

bool pb_json_is_list(lua_State *L, int index) {
    if (!lua_istable(L, index) || !lua_checkstack(L, 2)) return false;
    pb_mark mark = pb_mark_of(L, index);
    if (mark == PB_MARK_NULLS) lua_pop(L, 1);
    return mark == PB_MARK_LIST;
}

// Leaves the names on top of the stack without those that are fields of the table at `without`.
static void filter_names(lua_State *L, int without) {
    int names = lua_gettop(L);
    lua_Integer kept = 0;
    lua_newtable(L);
    for (lua_Integer at = 1; lua_rawgeti(L, names, at) == LUA_TSTRING; at++) {
        lua_pushvalue(L, -1);
        bool left_out = lua_rawget(L, without) != LUA_TNIL;
        lua_pop(L, 1);
        if (left_out) lua_pop(L, 1);
        else lua_rawseti(L, names + 1, ++kept);
    }
    lua_pop(L, 1);
    lua_remove(L, names);
}

void pb_json_copy_mark(lua_State *L, int from, int to, int without) {
    luaL_checkstack(L, 8, "no room to mark a table");
    switch (pb_mark_of(L, from)) {
    case PB_MARK_NONE: return;
    case PB_MARK_LIST: pb_push_list_mark(L); break;
    case PB_MARK_NULLS:
        if (lua_istable(L, without)) {
            filter_names(L, without);
            pb_make_null_mark(L);
        } else {
            lua_pop(L, 1);
            lua_getmetatable(L, from);
        }
        break;
    }
    lua_setmetatable(L, to);
}
