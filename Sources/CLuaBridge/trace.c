// Where the script is: positions and tracebacks that show the script's own lines, and why it cannot wait.
//
// A chunk's name tells whose it is: "@file" is the script's or one of its modules', "=patchbay/name" is ours.
#include <string.h>

#include "internal.h"

enum { DEEPEST_SHOWN = 24 };

static bool is_scripts(const lua_Debug *frame) {
    return frame->currentline > 0 && strncmp(frame->source, "=patchbay", 9) != 0;
}

bool pb_push_where(lua_State *L) {
    lua_Debug frame;
    for (lua_State *co = L; co; co = pb_parent(co)) {
        for (int level = 0; lua_getstack(co, level, &frame); level++) {
            lua_getinfo(co, "Sl", &frame);
            if (!is_scripts(&frame)) continue;
            lua_pushfstring(L, "%s:%d:", frame.short_src, frame.currentline);
            return true;
        }
    }
    return false;
}

static void name_frame(lua_State *L, const lua_Debug *frame) {
    if (*frame->what == 'm') lua_pushliteral(L, "the main chunk");
    // A function that was called as t[key](…) is known to Lua as "?".
    else if (frame->name && *frame->name != '?')
        lua_pushfstring(L, "%s '%s'", *frame->namewhat ? frame->namewhat : "function", frame->name);
    else lua_pushfstring(L, "a function defined at line %d", frame->linedefined);
}

void pb_push_traceback(lua_State *L, lua_State *thread) {
    luaL_Buffer text;
    luaL_buffinit(L, &text);
    int shown = 0;
    lua_Debug frame;
    for (lua_State *co = thread; co; co = pb_parent(co)) {
        luaL_checkstack(L, 8, NULL);
        for (int level = 0; lua_getstack(co, level, &frame); level++) {
            lua_getinfo(co, "Slnt", &frame);
            if (!is_scripts(&frame)) continue;
            if (++shown > DEEPEST_SHOWN) {
                luaL_addstring(&text, "\n    ...");
                luaL_pushresult(&text);
                return;
            }
            lua_pushfstring(L, "%s    %s:%d: in ", shown > 1 ? "\n" : "", frame.short_src, frame.currentline);
            luaL_addvalue(&text);
            name_frame(L, &frame);
            luaL_addvalue(&text);
        }
    }
    luaL_pushresult(&text);
}

bool pb_push_function_name(lua_State *L, lua_Debug *frame) {
    int top = lua_gettop(L);
    lua_getinfo(L, "f", frame);
    if (pb_is_error_handler(lua_tocfunction(L, -1))) {
        lua_pop(L, 1);
        lua_pushliteral(L, "xpcall's handler");
        return true;
    }
    if (pb_is_unwaiting(lua_tocfunction(L, -1)) && lua_getlocal(L, frame, 1)) {
        lua_replace(L, top + 1);
        return true;
    }
    lua_getfield(L, LUA_REGISTRYINDEX, LUA_LOADED_TABLE);
    for (lua_pushnil(L); lua_next(L, top + 2); lua_pop(L, 1)) {
        if (lua_type(L, -2) != LUA_TSTRING || !lua_istable(L, -1)) continue;
        int module = lua_gettop(L);
        for (lua_pushnil(L); lua_next(L, module); lua_pop(L, 1)) {
            if (lua_type(L, -2) != LUA_TSTRING || !lua_rawequal(L, -1, top + 1)) continue;
            const char *table = lua_tostring(L, module - 1), *name = lua_tostring(L, -2);
            if (strcmp(table, LUA_GNAME) == 0) lua_pushstring(L, name);
            else lua_pushfstring(L, "%s.%s", table, name);
            lua_replace(L, top + 1);
            lua_settop(L, top + 1);
            return true;
        }
    }
    lua_settop(L, top);
    return false;
}

// Functions of C that wait well: the calls below them are continued, not cut.
static bool waits_well(lua_State *L, lua_Debug *frame) {
    lua_getinfo(L, "f", frame);
    lua_CFunction function = lua_tocfunction(L, -1);
    lua_pop(L, 1);
    if (pb_yieldable_coroutine_function(function)) return true;
    if (!pb_push_function_name(L, frame)) return false;
    const char *name = lua_tostring(L, -1);
    bool well = strcmp(name, "pcall") == 0 || strcmp(name, "xpcall") == 0;
    lua_pop(L, 1);
    return well;
}

// Pushes on `co` what a function of C is called for people: one that is called back by scripts, and cannot wait.
static void push_place(lua_State *co, int level, lua_Debug *frame) {
    if (pb_push_function_name(co, frame)) return;
    if (strcmp(frame->namewhat, "for iterator") == 0) {
        lua_pushliteral(co, "ipairs");  // the one iterator of C that runs metamethods
        return;
    }
    // `load` calls the stock one, which has no name of its own.
    lua_Debug caller;
    if (lua_getstack(co, level + 1, &caller) && lua_getinfo(co, "S", &caller) && *caller.what == 'C'
        && pb_push_function_name(co, &caller)) {
        return;
    }
    lua_pushstring(co, frame->name ? frame->name : "a function of C");
}

void pb_require_waitable(lua_State *L) {
    if (lua_isyieldable(L) && !pb_blocked(L)) return;
    luaL_checkstack(L, 12, "cannot wait here");
    const char *place = NULL;
    lua_Debug frame;
    for (lua_State *co = L; co && !place; co = pb_parent(co)) {
        if (!lua_checkstack(co, 8)) break;
        for (int level = co == L ? 1 : 0; !place && lua_getstack(co, level, &frame); level++) {
            lua_getinfo(co, "Sn", &frame);
            if (*frame.what != 'C' || waits_well(co, &frame)) continue;
            push_place(co, level, &frame);
            if (co != L) lua_xmove(co, L, 1);
            place = lua_tostring(L, -1);
        }
    }
    bool where = pb_push_where(L);
    lua_pushfstring(
        L, "%s%scannot wait inside %s: ask before it, and use the answer inside it", where ? lua_tostring(L, -1) : "",
        where ? " " : "", place ? place : "code that Lua runs by itself");
    lua_error(L);
}
