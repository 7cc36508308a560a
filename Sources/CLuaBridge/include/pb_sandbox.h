// What a worker gives up before it runs a script. Each step answers 0, or the errno of what failed.
#ifndef PB_SANDBOX_H
#define PB_SANDBOX_H

#include <stdint.h>
#include <sys/types.h>

#ifdef __cplusplus
extern "C" {
#endif

// Dies with its parent (PR_SET_PDEATHSIG), and at once if the parent is gone already.
int pb_sandbox_die_with(pid_t parent);
// CPU seconds (SIGXCPU, then SIGKILL two seconds later), address space, no core, few files, and none that grows: a write
// to one fails. Limits that are lower already stay as they are. Answers 0 or an errno.
int pb_sandbox_limits(uint64_t cpu_seconds, uint64_t address_space);
// No new privileges, and a seccomp filter: EPERM for files, death for sockets, execve, ptrace and their like.
int pb_sandbox_seal(void);

#ifdef __cplusplus
}
#endif
#endif
