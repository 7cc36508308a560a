import CLinux
import Glibc

/// The memory of this process, where secrets lie open.
package enum ProcessMemory {
    /// What Swift's runtime catches to print registers, and the bytes they point at, by a program that reads them here.
    private static let crashes = [SIGQUIT, SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGSEGV, SIGTRAP]

    /// Keeps it from the disk, from crash reports and from other processes of the user, as long as this process lives.
    ///
    /// Against core dumps two ways, since neither is enough: a limit of 0 is ignored where `core_pattern` hands cores to a
    /// program, as most distributions have it, and being undumpable ends with an exec, which the limit outlives.
    /// Undumpable, the process cannot be traced by its own user either (a crash report would wait for that for ever);
    /// what it reads in its own `/proc/self` stays open to it.
    package static func closeToOthers() {
        for number in crashes { signal(number, SIG_DFL) }
        _ = clinux_close_memory()
        var none = rlimit(rlim_cur: 0, rlim_max: 0)
        setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
    }
}
