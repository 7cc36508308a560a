// A library that a test has the loader put before libc (`LD_PRELOAD`), to end or fail a program at a chosen call.
//
// It counts the calls by which a program touches files and sockets, from the moment it has locked a file whose name ends
// in `.lock` until it has unlocked it.
//
// - `CALL_FAULT_STEP`: the number of the call, from 1, that meets the fault.
// - `CALL_FAULT_ERRNO`: the error it fails with, as a number; only calls that change files count then. Without it the
//   program is killed by SIGKILL in place of the call.
// - `CALL_FAULT_LOG`: a file that each counted call's name is added to, a line each.
#ifndef CALL_FAULT_H
#define CALL_FAULT_H

#endif
