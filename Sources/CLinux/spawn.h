#ifndef PATCHBAY_SPAWN_H
#define PATCHBAY_SPAWN_H

#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <sys/types.h>

/* glibc 2.34 and later; shown to GNU programs alone. */
extern int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *actions, int from);

/* glibc 2.29 and later; likewise. */
extern int posix_spawn_file_actions_addchdir_np(posix_spawn_file_actions_t *actions, const char *path);

/* A flag of posix_spawn: the child leads a session of its own, and no key of this terminal reaches it. glibc shows it to GNU
   programs alone. */
static const short clinux_spawn_new_session = 0x80;

/* Starts `path` with an empty environment, in a process group of its own and with no signal blocked. It inherits standard
   error and `socket` as descriptor 3; the other two are /dev/null, and everything else is closed.
   Returns 0, or the errno of what failed. */
static inline int clinux_spawn_with_socket(const char *path, char *const arguments[], int socket, pid_t *process) {
    char *const no_environment[] = {0};
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t none, all;
    int error;
    if ((error = posix_spawn_file_actions_init(&actions))) return error;
    if ((error = posix_spawnattr_init(&attributes))) {
        posix_spawn_file_actions_destroy(&actions);
        return error;
    }
    sigemptyset(&none);
    sigfillset(&all);
    if (!error) error = posix_spawn_file_actions_adddup2(&actions, socket, 3);
    if (!error) error = posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", 0, 0);
    if (!error) error = posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", 1, 0);
    if (!error) error = posix_spawn_file_actions_addclosefrom_np(&actions, 4);
    if (!error) error = posix_spawnattr_setsigmask(&attributes, &none);
    if (!error) error = posix_spawnattr_setsigdefault(&attributes, &all);
    if (!error) error = posix_spawnattr_setpgroup(&attributes, 0);
    if (!error) {
        short flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP;
        error = posix_spawnattr_setflags(&attributes, flags);
    }
    if (!error) error = posix_spawn(process, path, &actions, &attributes, arguments, no_environment);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return error;
}

/* Starts `path` in `folder` with this environment, in a process group of its own, with no signal blocked and none ignored. Its
   standard input is /dev/null, both outputs are `output`, and everything else is closed.
   Returns 0, or the errno of what failed. */
static inline int clinux_spawn_apart(
    const char *path, char *const arguments[], char *const environment[], const char *folder, int output, pid_t *process
) {
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t none, all;
    int error;
    if ((error = posix_spawn_file_actions_init(&actions))) return error;
    if ((error = posix_spawnattr_init(&attributes))) {
        posix_spawn_file_actions_destroy(&actions);
        return error;
    }
    sigemptyset(&none);
    sigfillset(&all);
    if (!error) error = posix_spawn_file_actions_addchdir_np(&actions, folder);
    if (!error) error = posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", 0, 0);
    if (!error) error = posix_spawn_file_actions_adddup2(&actions, output, 1);
    if (!error) error = posix_spawn_file_actions_adddup2(&actions, output, 2);
    if (!error) error = posix_spawn_file_actions_addclosefrom_np(&actions, 3);
    if (!error) error = posix_spawnattr_setsigmask(&attributes, &none);
    if (!error) error = posix_spawnattr_setsigdefault(&attributes, &all);
    if (!error) error = posix_spawnattr_setpgroup(&attributes, 0);
    if (!error) {
        short flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP;
        error = posix_spawnattr_setflags(&attributes, flags);
    }
    if (!error) error = posix_spawn(process, path, &actions, &attributes, arguments, environment);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return error;
}

#endif
