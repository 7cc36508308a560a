import Glibc

/// Why a worker is gone that said nothing of it.
struct WorkerAutopsy {
    let exit: WorkerProcess.Exit
    let limits: RunLimits

    /// The limit it hit while C code held it, or what became of the process.
    var reason: RunEnd {
        if let malformed = exit.malformed { return .worker("it was stopped: \(malformed)") }
        guard let signal = exit.signal else {
            return .worker("it ended with status \(exit.status) before the script did")
        }
        switch signal {
        case SIGXCPU, SIGKILL:
            // The kernel ends with SIGKILL what goes on for two seconds after the limit.
            if exit.cpuSeconds >= Double(limits.cpuTime) / 1000 { return .limit(.cpuTime, traceback: "") }
            return .worker("it was killed, perhaps because the machine ran out of memory")
        case SIGUSR1:
            // The time-out came before the worker was ready to tell where its script is.
            return .limit(.timeout, traceback: "")
        case SIGSYS:
            return .worker("it was stopped because it tried a system call that workers may not make")
        case SIGSEGV, SIGBUS, SIGABRT, SIGILL:
            return .worker("Lua itself crashed (\(String(cString: strsignal(signal)))); nothing outside it was harmed")
        default:
            return .worker("a signal ended it (\(String(cString: strsignal(signal))))")
        }
    }
}
