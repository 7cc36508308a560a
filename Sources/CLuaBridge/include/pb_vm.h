// A Lua VM for Swift, such that no Swift frame is ever jumped over by a Lua error.
//
// Swift calls only what is declared here. Whatever can raise runs in C under lua_pcall; a callback into Swift says
// what is to happen (return, raise, wait) and C does it after the Swift frame has returned.
#ifndef PB_VM_H
#define PB_VM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "pb_json.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct pb_vm pb_vm;
typedef struct pb_thread pb_thread;

// A value on its way into Lua. `bytes` is borrowed until the call that takes it has returned.
typedef enum { PB_NIL, PB_BOOLEAN, PB_INTEGER, PB_NUMBER, PB_STRING, PB_JSON } pb_type;
typedef struct {
    pb_type type;
    bool boolean;
    int64_t integer;
    double number;
    const char *bytes;
    size_t length;
} pb_value;

// Why a VM was told to end; what ends it cannot be caught by the script.
typedef enum { PB_LIMIT_NONE, PB_LIMIT_MEMORY, PB_LIMIT_CPU, PB_LIMIT_TIMEOUT } pb_limit;

// Called at a safe point when a limit was hit, with a traceback of the script. Must not return.
typedef void (*pb_limit_handler)(void *context, pb_limit limit, const char *traceback);

// ---- the VM

// A VM whose memory is capped at `memory_limit` bytes, with the library that scripts may see. NULL: no memory.
pb_vm *pb_vm_new(size_t memory_limit);
void pb_vm_free(pb_vm *vm);
void pb_vm_on_limit(pb_vm *vm, pb_limit_handler handler, void *context);
// Bytes that Lua holds now.
size_t pb_vm_memory(const pb_vm *vm);
// Makes the n-th allocation from now fail, and all after it (0: none fails). For the tests of the memory cap.
void pb_vm_fail_allocation(pb_vm *vm, uint64_t n);
// From now on SIGXCPU and SIGUSR1 end the VM for its CPU time and its time-out: at the next instruction of Lua, or at
// the next pb_vm_check when no Lua runs. One VM a process has the signals. Answers 0 or an errno.
int pb_vm_end_on_signals(pb_vm *vm);
// Ends the VM through its limit handler when such a signal came.
void pb_vm_check(pb_vm *vm);

// ---- functions that Swift gives to Lua

typedef struct pb_call pb_call;
typedef enum { PB_RETURN, PB_RAISE, PB_WAIT } pb_outcome;
typedef pb_outcome (*pb_callback)(void *context, pb_call *call);
typedef void (*pb_release)(void *context);

// Adds a function to the VM's native table, which bundled modules get as their argument. One that `waits` may
// answer PB_WAIT; where the script cannot wait, the call raises before the callback is asked.
// `release` is called once, when the VM is freed. false: no memory.
bool pb_vm_define(
    pb_vm *vm, const char *name, bool waits, pb_callback callback, void *context, pb_release release);

int pb_call_count(const pb_call *call);
// The type of argument `index` (from 1). A table reads as PB_JSON.
pb_type pb_call_type(const pb_call *call, int index);
bool pb_call_boolean(const pb_call *call, int index);
// false when the argument is no integer (or a float without a fraction).
bool pb_call_integer(const pb_call *call, int index, int64_t *value);
bool pb_call_number(const pb_call *call, int index, double *value);
// The bytes of a string argument, borrowed until the callback returns; NULL when it is no string.
const char *pb_call_bytes(const pb_call *call, int index, size_t *length);
// Encodes an argument as JSON into the VM's buffer, borrowed until the next call. NULL: see pb_call_json_error.
const char *pb_call_json(pb_call *call, int index, size_t *length);
const char *pb_call_json_error(const pb_call *call);
// What the function answers: return values, or the one error to raise. Bytes are copied. false: no memory, or more than four.
bool pb_call_reply(pb_call *call, pb_value value);

// ---- threads: what the loop runs

typedef enum { PB_FINISHED, PB_WAITING, PB_FAILED } pb_status;

// What became of a resume: for PB_FAILED the message and a traceback, borrowed until the next resume.
typedef struct {
    pb_status status;
    const char *message;
    size_t message_length;
    const char *traceback;
    // The error value as JSON when it was a table that can be encoded, else NULL.
    const char *value;
    size_t value_length;
} pb_result;

// A thread that will run a chunk of Lua text. The chunk gets the native table as its argument if `native`.
// NULL: *error says why, borrowed until the next call (a syntax error: chunk:line: message).
pb_thread *pb_thread_load(
    pb_vm *vm, const char *source, size_t length, const char *chunk_name, bool native, const char **error);
// A thread that will run argument `index` of a call, a function, with the arguments after it. NULL: no memory.
pb_thread *pb_thread_spawn(pb_call *call, int index);
// Runs a thread until it ends or waits. `values` are what its wait answers (none at the first time).
pb_result pb_thread_resume(pb_thread *thread, const pb_value *values, size_t count);
// Ends with the thread; one that waits is dropped where it stands.
void pb_thread_free(pb_thread *thread);

#ifdef __cplusplus
}
#endif
#endif
