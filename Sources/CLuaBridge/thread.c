// Threads: the coroutines that the loop itself runs.
#include <stdlib.h>
#include <string.h>

#include "internal.h"

typedef struct {
    pb_vm *vm;
    pb_thread *thread;
    const char *source, *chunk_name;
    size_t length;
    bool native;
    int index;  // of the function in a call's arguments
    int status;
} pb_making;

static lua_State *new_thread(lua_State *L, pb_thread *thread) {
    lua_State *state = lua_newthread(L);
    *pb_extra(state) = 0;
    thread->state = state;
    thread->reference = luaL_ref(L, LUA_REGISTRYINDEX);
    return state;
}

static int load_chunk(lua_State *L) {
    pb_making *making = lua_touserdata(L, 1);
    making->status = luaL_loadbufferx(L, making->source, making->length, making->chunk_name, "t");
    if (making->status != LUA_OK) {
        size_t length;
        const char *text = lua_tolstring(L, -1, &length);
        pb_buffer_assign(&making->vm->message, text ? text : "", text ? length : 0);
        return 0;
    }
    if (making->native) {
        pb_push_native(L);
        making->thread->arguments = 1;
    }
    lua_State *state = new_thread(L, making->thread);
    lua_xmove(L, state, 1 + making->thread->arguments);
    return 0;
}

pb_thread *pb_thread_load(
    pb_vm *vm, const char *source, size_t length, const char *chunk_name, bool native, const char **error) {
    pb_making making = {.vm = vm, .source = source, .length = length, .chunk_name = chunk_name, .native = native};
    making.thread = calloc(1, sizeof *making.thread);
    *error = "not enough memory";
    if (!making.thread) return NULL;
    making.thread->vm = vm;
    int status = pb_protected(vm->main, load_chunk, &making);
    if (status == LUA_OK && making.status == LUA_OK) return making.thread;
    if (status == LUA_OK) *error = vm->message.data;
    free(making.thread);
    return NULL;
}

static int spawn(lua_State *L) {
    pb_making *making = lua_touserdata(L, 1);
    new_thread(L, making->thread);
    return 0;
}

pb_thread *pb_thread_spawn(pb_call *call, int index) {
    lua_State *L = call->L;
    pb_making making = {.vm = call->function->vm};
    making.thread = calloc(1, sizeof *making.thread);
    if (!making.thread) return NULL;
    making.thread->vm = making.vm;
    int count = lua_gettop(L) - index + 1;
    bool made = pb_protected(L, spawn, &making) == LUA_OK;
    if (!made || !lua_checkstack(making.thread->state, count) || !lua_checkstack(L, count)) {
        if (made) luaL_unref(L, LUA_REGISTRYINDEX, making.thread->reference);
        free(making.thread);
        return NULL;
    }
    for (int i = 0; i < count; i++) lua_pushvalue(L, index + i);
    lua_xmove(L, making.thread->state, count);
    making.thread->arguments = count - 1;
    return making.thread;
}

typedef struct {
    pb_vm *vm;
    lua_State *thread;
    const pb_value *values;
    size_t count;
} pb_answer;

// Builds the values where an error can be caught, and moves them over when all are there.
static int push_answer(lua_State *L) {
    pb_answer *answer = lua_touserdata(L, 1);
    luaL_checkstack(L, (int)answer->count, NULL);
    for (size_t i = 0; i < answer->count; i++) pb_push_value(answer->vm, L, &answer->values[i]);
    if (!lua_checkstack(answer->thread, (int)answer->count + 1)) return luaL_error(L, "stack overflow");
    lua_xmove(L, answer->thread, (int)answer->count);
    return 0;
}

// Pushes what the error on top says. A table that cannot say it itself is shown by its message or as JSON, since where
// it lies in memory is nobody's business.
static const char *push_error_text(lua_State *L, pb_vm *vm, size_t *length) {
    bool speaks = luaL_getmetafield(L, -1, "__tostring") != LUA_TNIL;
    if (speaks) lua_pop(L, 1);
    if (speaks || !lua_istable(L, -1)) return luaL_tolstring(L, -1, length);
    lua_pushliteral(L, "message");
    if (lua_rawget(L, -2) == LUA_TSTRING) return lua_tolstring(L, -1, length);
    if (vm->value.length > 0) lua_pushlstring(L, vm->value.data, vm->value.length);
    else lua_pushliteral(L, "an error that cannot be shown as text");
    return lua_tolstring(L, -1, length);
}

static int describe_failure(lua_State *L) {
    pb_answer *failure = lua_touserdata(L, 1);
    pb_vm *vm = failure->vm;
    size_t length;
    pb_push_traceback(L, failure->thread);
    const char *text = lua_tolstring(L, -1, &length);
    pb_buffer_assign(&vm->traceback, text, length);
    lua_pushvalue(failure->thread, -1);
    lua_xmove(failure->thread, L, 1);
    char ignored[64];
    if (lua_istable(L, -1) && pb_json_encode(L, -1, &vm->value, ignored, sizeof ignored) != 0) vm->value.length = 0;
    // Last, because it can run the script's own __tostring, which can raise.
    text = push_error_text(L, vm, &length);
    pb_buffer_assign(&vm->message, text, length);
    return 0;
}

static pb_result failed(pb_vm *vm, lua_State *thread) {
    vm->message.length = vm->traceback.length = vm->value.length = 0;
    pb_answer failure = {.vm = vm, .thread = thread};
    pb_enter(vm, vm->main);  // the script's own __tostring runs here, and is to end like any code of it
    if (pb_protected(vm->main, describe_failure, &failure) != LUA_OK && vm->message.length == 0) {
        static const char unsaid[] = "an error that cannot be shown as text";
        pb_buffer_assign(&vm->message, unsaid, sizeof unsaid - 1);
    }
    pb_enter(vm, NULL);
    pb_vm_check(vm);
    return (pb_result){
        PB_FAILED,
        vm->message.data ? vm->message.data : "",
        vm->message.length,
        vm->traceback.length ? vm->traceback.data : "",
        vm->value.length ? vm->value.data : NULL,
        vm->value.length,
    };
}

pb_result pb_thread_resume(pb_thread *thread, const pb_value *values, size_t count) {
    pb_vm *vm = thread->vm;
    lua_State *L = thread->state;
    int arguments = (int)count;
    if (!thread->started) {
        thread->started = true;
        arguments = thread->arguments;
    } else if (count > 0) {
        pb_answer answer = {vm, L, values, count};
        if (!lua_checkstack(vm->main, 8)) pb_end(vm, L, PB_LIMIT_MEMORY);
        lua_pushcfunction(vm->main, push_answer);
        lua_pushlightuserdata(vm->main, &answer);
        if (lua_pcall(vm->main, 1, 0, 0) != LUA_OK) {
            pb_end_if_limited(vm, L);
            // The call that waits raises it, where the script can catch it. Every thread has room for one value.
            lua_xmove(vm->main, L, 1);
            vm->answer_raises = true;
            arguments = 1;
        }
    }
    pb_set_waits(L, false);
    pb_enter(vm, L);
    int results;
    int status = lua_resume(L, vm->main, arguments, &results);
    pb_enter(vm, NULL);
    // A limit that was hit in the last code that ran, where no hook came after it.
    pb_end_if_limited(vm, L);
    if (status == LUA_YIELD) {
        lua_pop(L, results);
        return (pb_result){.status = PB_WAITING};
    }
    if (status == LUA_OK) {
        lua_pop(L, results);
        return (pb_result){.status = PB_FINISHED};
    }
    return failed(vm, L);
}

static int release(lua_State *L) {
    pb_thread *thread = lua_touserdata(L, 1);
    luaL_unref(L, LUA_REGISTRYINDEX, thread->reference);
    return 0;
}

void pb_thread_free(pb_thread *thread) {
    pb_protected(thread->vm->main, release, thread);
    free(thread);
}
