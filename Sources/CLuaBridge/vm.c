// The VM: its capped allocator, and the one way it is ended that a script cannot catch.
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"

// What Lua may use beyond the cap once the cap was hit: enough to say where.
enum { LAST_WORDS = 1 << 20 };
static const char VM_KEY = 0;
// The VM that the process's signals end.
static pb_vm *volatile signalled;

static void set_hook(lua_State *L);

static void interrupt_hook(lua_State *L, lua_Debug *frame) {
    (void)frame;
    pb_vm *vm = pb_vm_of(L);
    pb_end_if_limited(vm, L);
    lua_sethook(L, NULL, 0, 0);
    // A signal that came just before would have lost its hook.
    if (vm->limit) set_hook(L);
}

static void set_hook(lua_State *L) {
    lua_sethook(L, interrupt_hook, LUA_MASKCALL | LUA_MASKRET | LUA_MASKCOUNT, 1);
}

// Lua's core answers a refused block with a full collection and asks once more, so that only a second refusal is the end.
// Its library's buffers (table.concat, string.rep) do not ask again: a refusal that nothing has made good by the next
// instruction is the end too. The script may catch the error that Lua raises; the hook ends it all the same.
static void *refuse(pb_vm *vm, void *block, size_t size) {
    bool again = vm->refused_size == size && vm->refused_block == block;
    vm->refused_block = block;
    vm->refused_size = size;
    if (vm->fail_at) return NULL;  // a test's refusal: an error like any other
    if (again && !vm->limit) {
        vm->cap += LAST_WORDS;
        vm->limit = PB_LIMIT_MEMORY;
    }
    if (vm->current) set_hook(vm->current);
    return NULL;
}

void pb_end_if_limited(pb_vm *vm, lua_State *L) {
    if (vm->refused_size && !vm->fail_at && !vm->limit) {
        vm->cap += LAST_WORDS;
        vm->limit = PB_LIMIT_MEMORY;
    }
    if (vm->limit) pb_end(vm, L, (pb_limit)vm->limit);
}

static void *allocate(void *context, void *block, size_t old_size, size_t size) {
    pb_vm *vm = context;
    if (!block) old_size = 0;
    if (size == 0) {
        free(block);
        vm->used -= old_size;
        return NULL;
    }
    if (size > old_size) {
        if (vm->used + (size - old_size) > vm->cap) return refuse(vm, block, size);
        if (vm->fail_at && ++vm->allocations >= vm->fail_at) return refuse(vm, block, size);
    }
    void *result = realloc(block, size);
    if (!result) return size > old_size ? refuse(vm, block, size) : block;
    if (block == vm->refused_block && size == vm->refused_size) vm->refused_size = 0;
    vm->used += size - old_size;
    return result;
}

pb_vm *pb_vm_of(lua_State *L) {
    lua_rawgetp(L, LUA_REGISTRYINDEX, &VM_KEY);
    pb_vm *vm = lua_touserdata(L, -1);
    lua_pop(L, 1);
    return vm;
}

int pb_protected(lua_State *L, lua_CFunction body, void *argument) {
    if (!lua_checkstack(L, 8)) return LUA_ERRMEM;
    lua_pushcfunction(L, body);
    lua_pushlightuserdata(L, argument);
    int status = lua_pcall(L, 1, 0, 0);
    if (status != LUA_OK) lua_pop(L, 1);
    return status;
}

static int open(lua_State *L) {
    pb_vm *vm = lua_touserdata(L, 1);
    lua_pushlightuserdata(L, vm);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &VM_KEY);
    lua_pushcfunction(L, pb_open_library);
    lua_call(L, 0, 0);
    return 0;
}

pb_vm *pb_vm_new(size_t memory_limit) {
    pb_vm *vm = calloc(1, sizeof *vm);
    if (!vm) return NULL;
    vm->cap = memory_limit;
    // Tables that share their parts can be written as texts without end; these count against no other limit.
    vm->buffer.limit = vm->value.limit = memory_limit;
    vm->json = pb_json_new();
    vm->main = vm->json ? lua_newstate(allocate, vm) : NULL;
    if (vm->main) *pb_extra(vm->main) = 0;  // Lua leaves it as the allocator gave it
    if (!vm->main || pb_protected(vm->main, open, vm) != LUA_OK) {
        pb_vm_free(vm);
        return NULL;
    }
    return vm;
}

void pb_vm_free(pb_vm *vm) {
    if (signalled == vm) signalled = NULL;
    vm->fail_at = 0;
    if (vm->main) lua_close(vm->main);
    while (vm->functions) {
        pb_function *function = vm->functions;
        vm->functions = function->next;
        if (function->release) function->release(function->context);
        free(function);
    }
    if (vm->json) pb_json_free(vm->json);
    free(vm->buffer.data);
    free(vm->message.data);
    free(vm->traceback.data);
    free(vm->value.data);
    free(vm);
}

void pb_vm_on_limit(pb_vm *vm, pb_limit_handler handler, void *context) {
    vm->on_limit = handler;
    vm->limit_context = context;
}

size_t pb_vm_memory(const pb_vm *vm) { return vm->used; }

void pb_vm_fail_allocation(pb_vm *vm, uint64_t n) {
    vm->fail_at = n;
    vm->allocations = 0;
    vm->refused_size = 0;
}

static void on_signal(int number) {
    pb_vm *vm = signalled;
    if (!vm) return;
    vm->limit = number == SIGXCPU ? PB_LIMIT_CPU : PB_LIMIT_TIMEOUT;
    lua_State *L = vm->current;
    if (L) set_hook(L);
}

int pb_vm_end_on_signals(pb_vm *vm) {
    signalled = vm;
    struct sigaction action = {.sa_handler = on_signal};
    if (sigaction(SIGXCPU, &action, NULL) != 0) return errno;
    return sigaction(SIGUSR1, &action, NULL) == 0 ? 0 : errno;
}

void pb_vm_check(pb_vm *vm) { pb_end_if_limited(vm, vm->main); }

// From now on `L` is what an interrupt stops. The flag is read after the pointer is set, so that an interrupt between
// the two is not lost.
void pb_enter(pb_vm *vm, lua_State *L) {
    vm->current = L;
    if (vm->limit && L) set_hook(L);
}

typedef struct {
    pb_vm *vm;
    lua_State *thread;
} pb_last_words;

static int write_traceback(lua_State *L) {
    pb_last_words *words = lua_touserdata(L, 1);
    pb_push_traceback(L, words->thread);
    size_t length;
    const char *text = lua_tolstring(L, -1, &length);
    pb_buffer_assign(&words->vm->traceback, text, length);
    return 0;
}

_Noreturn void pb_end(pb_vm *vm, lua_State *L, pb_limit limit) {
    pb_last_words words = {vm, L};
    // On the main thread, which has room: the script's own may stand at the end of its stack.
    bool told = pb_protected(vm->main, write_traceback, &words) == LUA_OK;
    if (vm->on_limit) vm->on_limit(vm->limit_context, limit, told ? vm->traceback.data : "");
    abort();
}

bool pb_buffer_assign(pb_buffer *buffer, const char *bytes, size_t length) {
    if (buffer->capacity < length + 1) {
        char *data = realloc(buffer->data, length + 1);
        if (!data) return false;
        buffer->data = data;
        buffer->capacity = length + 1;
    }
    if (length) memcpy(buffer->data, bytes, length);
    buffer->data[length] = 0;
    buffer->length = length;
    return true;
}
