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
