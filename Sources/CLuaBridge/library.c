// What scripts see of Lua's own library: plain Lua, less what would give them files, C, or the means to break the VM.
#include <string.h>

#include "internal.h"

static int without_gc(lua_State *L) {
    int kind = lua_type(L, 2);
    luaL_checktype(L, 1, LUA_TTABLE);
    luaL_argexpected(L, kind == LUA_TNIL || kind == LUA_TTABLE, 2, "nil or table");
    if (luaL_getmetafield(L, 1, "__metatable") != LUA_TNIL) return luaL_error(L, "cannot change a protected metatable");
    if (kind == LUA_TTABLE) {
        lua_pushliteral(L, "__gc");
        if (lua_rawget(L, 2) != LUA_TNIL) {
            return luaL_error(L, "__gc is not to be had in scripts: use a <close> variable for what must be let go");
        }
    }
    lua_settop(L, 2);
    lua_setmetatable(L, 1);
    return 1;
}

// Stock `load` with the mode fixed: compiled chunks are not checked by Lua and could break the VM.
static int load_text(lua_State *L) {
    int arguments = lua_gettop(L);
    lua_settop(L, arguments < 3 ? 3 : arguments);
    lua_pushliteral(L, "t");
    lua_replace(L, 3);
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_insert(L, 1);
    lua_call(L, lua_gettop(L) - 1, LUA_MULTRET);
    return lua_gettop(L);
}

// Runs the script's handler of an error. What it raises is its answer; stock Lua would call it again for its own error,
// and again, until all that is left to say is "error in error handling".
static int handle_error(lua_State *L) {
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_insert(L, 1);
    lua_settop(L, 2);
    lua_pcall(L, 1, 1, 0);
    return 1;
}

bool pb_is_error_handler(lua_CFunction function) { return function == handle_error; }

static int xpcall_ended(lua_State *L, int status, lua_KContext context) {
    (void)context;
    if (status == LUA_OK || status == LUA_YIELD) return lua_gettop(L) - 2;
    lua_pushboolean(L, 0);
    lua_insert(L, -2);
    return 2;
}

static int handled_call(lua_State *L) {
    int arguments = lua_gettop(L) - 2;
    luaL_checktype(L, 2, LUA_TFUNCTION);
    lua_pushvalue(L, 2);
    lua_pushcclosure(L, handle_error, 1);
    lua_replace(L, 2);
    lua_pushboolean(L, 1);
    lua_pushvalue(L, 1);
    lua_rotate(L, 3, 2);
    return xpcall_ended(L, lua_pcallk(L, arguments, LUA_MULTRET, 2, 0, xpcall_ended), 0);
}

static int count_memory(lua_State *L) {
    const char *option = luaL_optstring(L, 1, "count");
    if (strcmp(option, "count") != 0) {
        return luaL_error(L, "collectgarbage takes only \"count\" in scripts, not \"%s\"", option);
    }
    lua_pushnumber(L, (lua_Number)lua_gc(L, LUA_GCCOUNT) + (lua_Number)lua_gc(L, LUA_GCCOUNTB) / 1024);
    return 1;
}

static int traceback(lua_State *L) {
    lua_State *thread = lua_isthread(L, 1) ? lua_tothread(L, 1) : L;
    int message = thread == L ? 1 : 2;
    if (!lua_isnoneornil(L, message) && lua_type(L, message) != LUA_TSTRING) {
        lua_pushvalue(L, message);
        return 1;
    }
    const char *text = luaL_optstring(L, message, NULL);
    pb_push_traceback(L, thread);
    if (!text) lua_pushfstring(L, "stack traceback:\n%s", lua_tostring(L, -1));
    else lua_pushfstring(L, "%s\nstack traceback:\n%s", text, lua_tostring(L, -1));
    return 1;
}

static void drop(lua_State *L, int table, const char *name) {
    lua_pushnil(L);
    lua_setfield(L, table, name);
}

static void open_base(lua_State *L) {
    static const char *absent[] = {"dofile", "loadfile", "warn", "print", NULL};
    luaL_requiref(L, LUA_GNAME, luaopen_base, 1);
    int base = lua_gettop(L);
    for (int i = 0; absent[i]; i++) drop(L, base, absent[i]);
    lua_getfield(L, base, "load");
    lua_pushcclosure(L, load_text, 1);
    lua_setfield(L, base, "load");
    lua_pushcfunction(L, handled_call);
    lua_setfield(L, base, "xpcall");
    lua_pushcfunction(L, without_gc);
    lua_setfield(L, base, "setmetatable");
    lua_pushcfunction(L, count_memory);
    lua_setfield(L, base, "collectgarbage");
    lua_pop(L, 1);
}

// Pushes what `text:name()` finds: the functions of the library at `string` as they are now, so that a script that
// replaces one of them breaks no other code; and behind them that library, so that what a script adds is found.
static void push_methods(lua_State *L, int string) {
    lua_newtable(L);
    int methods = lua_gettop(L);
    for (lua_pushnil(L); lua_next(L, string);) {
        lua_pushvalue(L, -2);
        lua_insert(L, -2);
        lua_rawset(L, methods);
    }
    lua_createtable(L, 0, 1);
    lua_pushvalue(L, string);
    lua_setfield(L, -2, "__index");
    lua_setmetatable(L, methods);
}

static void open_string(lua_State *L) {
    luaL_requiref(L, LUA_STRLIBNAME, luaopen_string, 1);
    drop(L, lua_gettop(L), "dump");
    lua_pushliteral(L, "");
    lua_getmetatable(L, -1);
    lua_pushboolean(L, 0);
    lua_setfield(L, -2, "__metatable");
    push_methods(L, lua_gettop(L) - 2);
    lua_setfield(L, -2, "__index");
    lua_pop(L, 3);
}

static void open_os(lua_State *L) {
    static const char *absent[] = {"execute", "exit", "getenv", "remove", "rename", "setlocale", "tmpname", "date", NULL};
    luaL_requiref(L, LUA_OSLIBNAME, luaopen_os, 1);
    for (int i = 0; absent[i]; i++) drop(L, lua_gettop(L), absent[i]);
    lua_pop(L, 1);
}

static int open_debug(lua_State *L) {
    lua_createtable(L, 0, 1);
    lua_pushcfunction(L, traceback);
    lua_setfield(L, -2, "traceback");
    return 1;
}

int pb_open_library(lua_State *L) {
    static const luaL_Reg plain[] = {
        {LUA_TABLIBNAME, luaopen_table},
        {LUA_MATHLIBNAME, luaopen_math},
        {LUA_UTF8LIBNAME, luaopen_utf8},
        {LUA_COLIBNAME, pb_open_coroutine},
        {LUA_DBLIBNAME, open_debug},
        {NULL, NULL},
    };
    open_base(L);
    open_string(L);
    open_os(L);
    for (const luaL_Reg *library = plain; library->func; library++) {
        luaL_requiref(L, library->name, library->func, 1);
        lua_pop(L, 1);
    }
    return 0;
}
