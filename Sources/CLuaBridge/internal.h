// What the files of the bridge share.
#ifndef PB_INTERNAL_H
#define PB_INTERNAL_H

#include <lua5.4/lauxlib.h>
#include <lua5.4/lua.h>
#include <lua5.4/lualib.h>

#include "pb_json.h"
#include "pb_vm.h"

typedef struct pb_function pb_function;
struct pb_function {
    pb_vm *vm;
    bool waits;
    pb_callback callback;
    void *context;
    pb_release release;
    pb_function *next;
};

struct pb_vm {
    lua_State *main;
    pb_json *json;
    pb_buffer buffer;   // JSON of a call's argument
    pb_buffer message;  // what the last failed resume said, and its parts
    pb_buffer traceback;
    pb_buffer value;
    pb_function *functions;

    // The coroutine whose code runs now; read by the signal handler that interrupts it.
    lua_State *volatile current;
    volatile int limit;
    // The value that a thread is resumed with is the error of an answer that could not be made.
    bool answer_raises;
    pb_limit_handler on_limit;
    void *limit_context;

    // The capped allocator.
    size_t used, cap;
    void *refused_block;
    size_t refused_size;
    uint64_t fail_at, allocations;
};

struct pb_thread {
    pb_vm *vm;
    lua_State *state;
    int reference;
    int arguments;  // on the stack at its first resume
    bool started;
};

enum { PB_REPLIES = 4 };
struct pb_call {
    lua_State *L;
    pb_function *function;
    int replies;
    pb_value reply[PB_REPLIES];
    char *copied[PB_REPLIES];
    char error[256];
};

// Each Lua thread's extra space holds the thread that resumed it, and two flags in the pointer's low bits.
enum { PB_WAITS = 1, PB_BLOCKED = 2 };

static inline uintptr_t *pb_extra(lua_State *L) { return (uintptr_t *)lua_getextraspace(L); }
static inline bool pb_waits(lua_State *L) { return *pb_extra(L) & PB_WAITS; }
static inline void pb_set_waits(lua_State *L, bool waits) {
    if (waits) *pb_extra(L) |= PB_WAITS;
    else *pb_extra(L) &= ~(uintptr_t)PB_WAITS;
}
static inline bool pb_blocked(lua_State *L) { return *pb_extra(L) & PB_BLOCKED; }
static inline lua_State *pb_parent(lua_State *L) { return (lua_State *)(*pb_extra(L) & ~(uintptr_t)3); }
static inline void pb_set_parent(lua_State *L, lua_State *parent, bool blocked) {
    *pb_extra(L) = (uintptr_t)parent | (blocked ? PB_BLOCKED : 0) | (*pb_extra(L) & PB_WAITS);
}

pb_vm *pb_vm_of(lua_State *L);
void pb_enter(pb_vm *vm, lua_State *L);
_Noreturn void pb_end(pb_vm *vm, lua_State *L, pb_limit limit);
// Ends the VM when a limit was hit, or memory was refused and not found since. L: where the script is.
void pb_end_if_limited(pb_vm *vm, lua_State *L);

// Runs `body` under a protected call with one light userdata. The status is Lua's; an error value is dropped.
int pb_protected(lua_State *L, lua_CFunction body, void *argument);

// Pushes a value; raises.
void pb_push_value(pb_vm *vm, lua_State *L, const pb_value *value);
// Pushes what scripts call a C function: its name in the loaded modules ("table.sort"). Or returns false.
bool pb_push_function_name(lua_State *L, lua_Debug *frame);
// Pushes the position "file:line:" of the nearest code of the script, or returns false.
bool pb_push_where(lua_State *L);
// Pushes a traceback of the script's own frames on `thread` and what resumed it.
void pb_push_traceback(lua_State *L, lua_State *thread);
// Raises unless the code that runs can wait.
void pb_require_waitable(lua_State *L);
// Pushes the table of the functions that bundled modules get; raises.
void pb_push_native(lua_State *L);
// Adds the functions that need no Swift to the native table on top of the stack; raises.
void pb_add_native_functions(lua_State *L);

// lua_CFunctions that open the library of scripts.
int pb_open_library(lua_State *L);
int pb_open_coroutine(lua_State *L);
int pb_yieldable_coroutine_function(lua_CFunction function);
// Whether a function is what runs the handler of an xpcall.
bool pb_is_error_handler(lua_CFunction function);
// Whether it calls a function of the script's for a module that says what that one is, as its first argument.
bool pb_is_unwaiting(lua_CFunction function);

bool pb_buffer_assign(pb_buffer *buffer, const char *bytes, size_t length);

#endif
