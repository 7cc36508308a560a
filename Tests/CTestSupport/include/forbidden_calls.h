// What a sealed process may and may not do, tried out in a child of the test's own.
#ifndef PB_FORBIDDEN_CALLS_H
#define PB_FORBIDDEN_CALLS_H

#ifdef __cplusplus
extern "C" {
#endif

typedef enum {
    TRY_NOTHING,
    TRY_OPEN_FILE,
    TRY_OPEN_BENEATH,
    TRY_UNLINK,
    TRY_MAKE_FOLDER,
    TRY_GET_PARENT,
    TRY_SET_LIMIT,
    TRY_SOCKET,
    TRY_CONNECT,
    TRY_EXECUTE,
    TRY_FORK,
    TRY_THREAD,
    TRY_TRACE,
    TRY_KILL_PARENT,
    TRY_SIGNAL_PARENT,
    TRY_SIGNAL_SELF,
    TRY_ABORT,
    TRY_IO_RING,
    TRY_KEYS,
    TRY_WRITE_FILE,
    TRY_UNDER_LOWER_LIMITS,
    TRY_DIE_WITH_STRANGER,
} forbidden_call;

// Forks, gives up system calls as a worker does, makes the call, and answers the child's wait status. It exits with the
// errno of the call (0: it was allowed), unless it is killed; with 200 when it could not be sealed.
int try_sealed(forbidden_call call);

#ifdef __cplusplus
}
#endif
#endif
