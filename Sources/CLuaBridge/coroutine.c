// The coroutine library of scripts. Stock `resume` and `wrap` would hand the host's waits to the script; these pass
// them upward, so that a binding can be called in any coroutine, and nobody but the host can answer it.
#include "internal.h"

static lua_State *check_coroutine(lua_State *L) {
    lua_State *co = lua_tothread(L, 1);
    luaL_argexpected(L, co, 1, "coroutine");
    return co;
}

static const char *status_of(lua_State *L, lua_State *co) {
    if (L == co) return "running";
    if (pb_waits(co)) return "normal";
    switch (lua_status(co)) {
    case LUA_YIELD: return "suspended";
    case LUA_OK: {
        lua_Debug frame;
        if (lua_getstack(co, 0, &frame)) return "normal";
        return lua_gettop(co) == 0 ? "dead" : "suspended";
    }
    default: return "dead";
    }
}

static int finish_resume(lua_State *L, lua_State *co, int arguments);

// The host has answered: the values on top of the stack go on down to the coroutine that asked.
static int answered(lua_State *L, int status, lua_KContext context) {
    (void)status;
    lua_State *co = (lua_State *)context;
    pb_set_waits(co, false);
    int base = lua_isthread(L, 1) ? 1 : 0;
    int count = lua_gettop(L) - base;
    if (!lua_checkstack(co, count)) return luaL_error(L, "too many values for a coroutine");
    lua_xmove(L, co, count);
    return finish_resume(L, co, count);
}

// The results are left on top of L; answers their count, or -1 with an error value on top.
static int finish_resume(lua_State *L, lua_State *co, int arguments) {
    bool wrapped = lua_gettop(L) == 0;
    pb_vm *vm = pb_vm_of(L);
    pb_set_parent(co, L, !lua_isyieldable(L) || pb_blocked(L));
    pb_enter(vm, co);
    int results;
    int status = lua_resume(co, L, arguments, &results);
    pb_enter(vm, L);
    if (status == LUA_YIELD && pb_waits(co)) {
        lua_pop(co, results);
        pb_set_waits(L, true);
        return lua_yieldk(L, 0, (lua_KContext)co, answered);
    }
    pb_end_if_limited(vm, co);
    pb_set_parent(co, NULL, false);
    if (status == LUA_OK || status == LUA_YIELD) {
        if (!lua_checkstack(L, results + 1)) {
            lua_pop(co, results);
            return luaL_error(L, "too many results to resume");
        }
        if (!wrapped) lua_pushboolean(L, 1);
        lua_xmove(co, L, results);
        return results + (wrapped ? 0 : 1);
    }
    if (!wrapped) lua_pushboolean(L, 0);
    if (!lua_checkstack(L, 1)) return luaL_error(L, "stack overflow");
    lua_xmove(co, L, 1);
    return wrapped ? lua_error(L) : 2;
}

// Raises, or answers false and the reason on L, when `co` cannot be resumed now.
static bool resumable(lua_State *L, lua_State *co, int arguments) {
    const char *status = status_of(L, co);
    if (pb_waits(co)) {
        lua_pushliteral(L, "cannot resume a coroutine that waits for an answer");
        return false;
    }
    if (*status != 's') {
        lua_pushfstring(L, *status == 'd' ? "cannot resume dead coroutine" : "cannot resume non-suspended coroutine");
        return false;
    }
    if (!lua_checkstack(co, arguments)) {
        lua_pushliteral(L, "too many arguments to resume");
        return false;
    }
    return true;
}

static int co_resume(lua_State *L) {
    lua_State *co = check_coroutine(L);
    int arguments = lua_gettop(L) - 1;
    if (!resumable(L, co, arguments)) {
        lua_pushboolean(L, 0);
        lua_insert(L, -2);
        return 2;
    }
    lua_xmove(L, co, arguments);
    return finish_resume(L, co, arguments);
}

static int wrapped_call(lua_State *L) {
    lua_State *co = lua_tothread(L, lua_upvalueindex(1));
    int arguments = lua_gettop(L);
    if (!resumable(L, co, arguments)) {
        luaL_where(L, 1);
        lua_insert(L, -2);
        lua_concat(L, 2);
        return lua_error(L);
    }
    // The first time the script's function is an argument too, of wrapped_body.
    int function = lua_status(co) == LUA_OK;
    lua_xmove(L, co, arguments);
    return finish_resume(L, co, arguments + function);
}

static int co_create(lua_State *L) {
    luaL_checktype(L, 1, LUA_TFUNCTION);
    lua_State *co = lua_newthread(L);
    *pb_extra(co) = 0;
    lua_pushvalue(L, 1);
    lua_xmove(L, co, 1);
    return 1;
}

static int wrapped_ended(lua_State *L, int status, lua_KContext context) {
    (void)context;
    return status == LUA_OK || status == LUA_YIELD ? lua_gettop(L) : lua_error(L);
}

// The body of a wrapped coroutine. Nobody can close one that failed, so its <close> variables are closed here, inside
// the coroutine, where they may wait; stock Lua closes them in its caller, where they cannot.
static int wrapped_body(lua_State *L) {
    return wrapped_ended(L, lua_pcallk(L, lua_gettop(L) - 1, LUA_MULTRET, 0, 0, wrapped_ended), 0);
}

static int co_wrap(lua_State *L) {
    luaL_checktype(L, 1, LUA_TFUNCTION);
    lua_State *co = lua_newthread(L);
    *pb_extra(co) = 0;
    lua_pushcfunction(co, wrapped_body);
    lua_pushvalue(L, 1);
    lua_xmove(L, co, 1);
    lua_pushcclosure(L, wrapped_call, 1);
    return 1;
}

static int co_yield(lua_State *L) {
    if (!pb_parent(L)) return luaL_error(L, "attempt to yield from outside a coroutine");
    return lua_yield(L, lua_gettop(L));
}

static int co_status(lua_State *L) {
    lua_pushstring(L, status_of(L, check_coroutine(L)));
    return 1;
}

static int co_isyieldable(lua_State *L) {
    lua_State *co = lua_isthread(L, 1) ? lua_tothread(L, 1) : L;
    lua_pushboolean(L, lua_isyieldable(co) && (co != L || pb_parent(L) != NULL));
    return 1;
}

// The loop's own threads are what the main program is elsewhere, so they answer true.
static int co_running(lua_State *L) {
    lua_pushthread(L);
    lua_pushboolean(L, pb_parent(L) == NULL);
    return 2;
}

int pb_yieldable_coroutine_function(lua_CFunction function) {
    return function == co_resume || function == wrapped_call || function == wrapped_body;
}

int pb_open_coroutine(lua_State *L) {
    static const luaL_Reg functions[] = {
        {"create", co_create},           {"resume", co_resume},   {"wrap", co_wrap},
        {"yield", co_yield},             {"status", co_status},   {"running", co_running},
        {"isyieldable", co_isyieldable}, {NULL, NULL},
    };
    luaL_newlib(L, functions);
    return 1;
}
