// How Lua calls Swift: the trampoline. Swift's answer is carried out here, after its frame has returned.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"

static const char NATIVE_KEY = 0;

void pb_push_value(pb_vm *vm, lua_State *L, const pb_value *value) {
    switch (value->type) {
    case PB_NIL: lua_pushnil(L); break;
    case PB_BOOLEAN: lua_pushboolean(L, value->boolean); break;
    case PB_INTEGER: lua_pushinteger(L, value->integer); break;
    case PB_NUMBER: lua_pushnumber(L, value->number); break;
    case PB_STRING: lua_pushlstring(L, value->bytes ? value->bytes : "", value->length); break;
    case PB_JSON: {
        char error[256];
        if (pb_json_push(L, vm->json, value->bytes ? value->bytes : "", value->length, error, sizeof error)) {
            lua_pushfstring(L, "the answer is no JSON that can be read: %s", error);
            lua_error(L);
        }
        break;
    }
    }
}

// The frame of a call, on C's stack while Swift runs. What it copied is freed before anything is raised.
static void release_replies(pb_call *call) {
    for (int i = 0; i < call->replies; i++) free(call->copied[i]);
    call->replies = 0;
}

static int push_replies(lua_State *L) {
    pb_call *call = lua_touserdata(L, 1);
    int count = call->replies;
    luaL_checkstack(L, count, NULL);
    for (int i = 0; i < count; i++) pb_push_value(call->function->vm, L, &call->reply[i]);
    return count;
}

// Plain values need no memory but a string's; the protected call is made only for what may raise.
static int deliver(lua_State *L, pb_call *call) {
    bool may_raise = false;
    for (int i = 0; i < call->replies; i++) may_raise |= call->reply[i].type >= PB_STRING;
    int count = call->replies;
    if (!may_raise) {
        for (int i = 0; i < count; i++) pb_push_value(call->function->vm, L, &call->reply[i]);
        release_replies(call);
        return count;
    }
    int below = lua_gettop(L);
    lua_pushcfunction(L, push_replies);
    lua_pushlightuserdata(L, call);
    int status = lua_pcall(L, 1, LUA_MULTRET, 0);
    release_replies(call);
    if (status != LUA_OK) return lua_error(L);
    return lua_gettop(L) - below;
}

// A text gets the place of the script's line, as Lua's own errors have it.
static int raise_top(lua_State *L) {
    if (lua_type(L, -1) == LUA_TSTRING && pb_push_where(L)) {
        lua_pushfstring(L, "%s %s", lua_tostring(L, -1), lua_tostring(L, -2));
    }
    return lua_error(L);
}

static int answered(lua_State *L, int status, lua_KContext below) {
    (void)status;
    pb_vm *vm = ((pb_function *)lua_touserdata(L, lua_upvalueindex(1)))->vm;
    if (vm->answer_raises) {
        vm->answer_raises = false;
        return raise_top(L);
    }
    return lua_gettop(L) - (int)below;
}

static int trampoline(lua_State *L) {
    pb_function *function = lua_touserdata(L, lua_upvalueindex(1));
    if (function->waits) pb_require_waitable(L);
    luaL_checkstack(L, PB_REPLIES + 4, NULL);
    pb_call call;
    call.L = L;
    call.function = function;
    call.replies = 0;
    call.error[0] = 0;
    switch (function->callback(function->context, &call)) {
    case PB_RETURN: return deliver(L, &call);
    case PB_RAISE: {
        int count = deliver(L, &call);
        if (count == 0) lua_pushliteral(L, "error without a value");
        return raise_top(L);
    }
    case PB_WAIT:
        release_replies(&call);
        pb_set_waits(L, true);
        return lua_yieldk(L, 0, lua_gettop(L), answered);
    }
    return 0;
}

void pb_push_native(lua_State *L) {
    if (lua_rawgetp(L, LUA_REGISTRYINDEX, &NATIVE_KEY) == LUA_TTABLE) return;
    lua_pop(L, 1);
    lua_newtable(L);
    pb_add_native_functions(L);
    lua_pushvalue(L, -1);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &NATIVE_KEY);
}

typedef struct {
    pb_vm *vm;
    pb_function *function;
    const char *name;
} pb_definition;

static int define(lua_State *L) {
    pb_definition *definition = lua_touserdata(L, 1);
    pb_push_native(L);
    lua_pushlightuserdata(L, definition->function);
    lua_pushcclosure(L, trampoline, 1);
    lua_setfield(L, -2, definition->name);
    return 0;
}

bool pb_vm_define(
    pb_vm *vm, const char *name, bool waits, pb_callback callback, void *context, pb_release release) {
    pb_function *function = calloc(1, sizeof *function);
    if (!function) return false;
    *function = (pb_function){vm, waits, callback, context, release, NULL};
    pb_definition definition = {vm, function, name};
    if (pb_protected(vm->main, define, &definition) != LUA_OK) {
        free(function);
        return false;
    }
    function->next = vm->functions;
    vm->functions = function;
    return true;
}

int pb_call_count(const pb_call *call) { return lua_gettop(call->L); }

pb_type pb_call_type(const pb_call *call, int index) {
    switch (lua_type(call->L, index)) {
    case LUA_TBOOLEAN: return PB_BOOLEAN;
    case LUA_TNUMBER: return lua_isinteger(call->L, index) ? PB_INTEGER : PB_NUMBER;
    case LUA_TSTRING: return PB_STRING;
    case LUA_TNIL:
    case LUA_TNONE: return PB_NIL;
    default: return PB_JSON;
    }
}

bool pb_call_boolean(const pb_call *call, int index) { return lua_toboolean(call->L, index); }

bool pb_call_integer(const pb_call *call, int index, int64_t *value) {
    if (lua_type(call->L, index) != LUA_TNUMBER) return false;
    int exact;
    *value = lua_tointegerx(call->L, index, &exact);
    return exact;
}

bool pb_call_number(const pb_call *call, int index, double *value) {
    if (lua_type(call->L, index) != LUA_TNUMBER) return false;
    *value = lua_tonumber(call->L, index);
    return true;
}

const char *pb_call_bytes(const pb_call *call, int index, size_t *length) {
    // Only a string: converting a number in place would need memory, and so might raise.
    return lua_type(call->L, index) == LUA_TSTRING ? lua_tolstring(call->L, index, length) : NULL;
}

const char *pb_call_json(pb_call *call, int index, size_t *length) {
    pb_buffer *buffer = &call->function->vm->buffer;
    buffer->length = 0;
    if (pb_json_encode(call->L, index, buffer, call->error, sizeof call->error)) return NULL;
    *length = buffer->length;
    return buffer->data;
}

const char *pb_call_json_error(const pb_call *call) { return call->error; }

bool pb_call_reply(pb_call *call, pb_value value) {
    if (call->replies == PB_REPLIES) return false;
    int i = call->replies;
    call->copied[i] = NULL;
    if (value.type >= PB_STRING && value.length > 0) {
        char *bytes = malloc(value.length);
        if (!bytes) return false;
        memcpy(bytes, value.bytes, value.length);
        value.bytes = call->copied[i] = bytes;
    }
    call->reply[i] = value;
    call->replies++;
    return true;
}
