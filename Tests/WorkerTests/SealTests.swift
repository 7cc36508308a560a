import CTestSupport
import Glibc
import Testing

@Suite("what a sealed process may do")
struct SealTests {
    /// The exit status of a child that made the call, or the negated signal that ended it.
    private func outcome(_ call: forbidden_call) -> Int32 {
        let status = try_sealed(call)
        let signal = status & 0x7f
        return signal == 0 ? (status >> 8) & 0xff : -signal
    }

    @Test("nothing but the seal changes")
    func nothing() { #expect(outcome(TRY_NOTHING) == 0) }

    @Test(
        "files and facts of the system are refused, and survived",
        arguments: [TRY_OPEN_FILE, TRY_OPEN_BENEATH, TRY_UNLINK, TRY_MAKE_FOLDER, TRY_GET_PARENT, TRY_SET_LIMIT]
            .map(\.rawValue)
    )
    func refused(call: UInt32) { #expect(outcome(forbidden_call(call)) == EPERM) }

    @Test(
        "sockets, programs, processes and signals to others end the process",
        arguments: [
            TRY_SOCKET, TRY_CONNECT, TRY_EXECUTE, TRY_FORK, TRY_THREAD, TRY_TRACE, TRY_KILL_PARENT, TRY_SIGNAL_PARENT,
            TRY_IO_RING, TRY_KEYS,
        ].map(\.rawValue)
    )
    func killed(call: UInt32) { #expect(outcome(forbidden_call(call)) == -SIGSYS) }

    @Test("a process may signal itself, so that it can abort")
    func itself() {
        #expect(outcome(TRY_SIGNAL_SELF) == 0)
        #expect(outcome(TRY_ABORT) == -SIGABRT)
    }

    @Test("no file grows, though it was open before, and the attempt ends nothing")
    func fileSize() { #expect(outcome(TRY_WRITE_FILE) == EFBIG) }

    @Test("limits that are lower already stay so, and keep no worker from starting")
    func lowerLimits() { #expect(outcome(TRY_UNDER_LOWER_LIMITS) == 0) }

    @Test("a process whose parent is gone already does not start")
    func stranger() { #expect(outcome(TRY_DIE_WITH_STRANGER) == 77) }
}
