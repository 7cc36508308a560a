// Functions of the native table that need no Swift: JSON, and where the script is.
#include <stdlib.h>

#include "content_hash.h"
#include "internal.h"
#include "json_marks.h"

static int json_decode(lua_State *L) {
    size_t length;
    const char *text = luaL_checklstring(L, 1, &length);
    char error[256];
    if (pb_json_push(L, pb_vm_of(L)->json, text, length, error, sizeof error)) {
        lua_pushnil(L);
        lua_pushstring(L, error);
        return 2;
    }
    return 1;
}

typedef int (*encoder)(lua_State *L, int index, pb_buffer *out, char *error, size_t error_size);

static int encode_with(lua_State *L, encoder encode) {
    luaL_checkany(L, 1);
    pb_buffer *buffer = &pb_vm_of(L)->buffer;
    buffer->length = 0;
    char error[256];
    if (encode(L, 1, buffer, error, sizeof error)) {
        lua_pushnil(L);
        lua_pushstring(L, error);
        return 2;
    }
    lua_pushlstring(L, buffer->data, buffer->length);
    return 1;
}

static int json_encode(lua_State *L) { return encode_with(L, pb_json_encode); }
static int json_pretty(lua_State *L) { return encode_with(L, pb_json_encode_pretty); }

static int json_list(lua_State *L) {
    luaL_checktype(L, 1, LUA_TTABLE);
    pb_json_mark_list(L, 1);
    lua_settop(L, 1);
    return 1;
}

static int json_is_list(lua_State *L) {
    luaL_checkany(L, 1);
    lua_pushboolean(L, pb_json_is_list(L, 1));
    return 1;
}

// json_copy(table, without): a copy of the table alone, with its marks; names in `without` are left out, nulls too.
static int json_copy(lua_State *L) {
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_settop(L, 2);
    lua_newtable(L);
    lua_pushnil(L);
    while (lua_next(L, 1)) {
        lua_pushvalue(L, -2);
        bool left_out = lua_istable(L, 2) && lua_rawget(L, 2) != LUA_TNIL;
        lua_settop(L, 5);
        if (!left_out) {
            lua_pushvalue(L, -2);
            lua_insert(L, -2);
            lua_rawset(L, 3);
        }
        lua_settop(L, 4);
    }
    pb_json_copy_mark(L, 1, 3, 2);
    return 1;
}

// unwaiting(name, function, value): what the function gives for the value. It may not wait: who tries is told of `name`.
static int unwaiting(lua_State *L) {
    luaL_checkstring(L, 1);
    luaL_checktype(L, 2, LUA_TFUNCTION);
    lua_settop(L, 3);
    lua_call(L, 1, 1);
    return 1;
}

bool pb_is_unwaiting(lua_CFunction function) { return function == unwaiting; }

static int where(lua_State *L) { return pb_push_where(L) ? 1 : 0; }

// defined(function): where a function of a script begins, as `file.lua:12`; nil for one in C.
static int defined(lua_State *L) {
    luaL_checktype(L, 1, LUA_TFUNCTION);
    lua_Debug facts;
    lua_settop(L, 1);
    lua_getinfo(L, ">S", &facts);
    if (*facts.what == 'C') return 0;
    lua_pushfstring(L, "%s:%d", facts.short_src, facts.linedefined);
    return 1;
}

void pb_add_native_functions(lua_State *L) {
    static const luaL_Reg functions[] = {
        {"json_decode", json_decode}, {"json_encode", json_encode}, {"json_pretty", json_pretty},
        {"json_list", json_list},     {"json_is_list", json_is_list}, {"json_copy", json_copy},
        {"where", where},             {"unwaiting", unwaiting},   {"content_hash", pb_content_hash},
        {"defined", defined},         {NULL, NULL},
    };
    luaL_setfuncs(L, functions, 0);
    lua_pushlightuserdata(L, pb_json_null());
    lua_setfield(L, -2, "json_null");
}
