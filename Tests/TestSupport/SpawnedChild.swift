import Glibc

/// `POSIX_SPAWN_SETSID`, `TIOCSPTLCK` and `TIOCGPTN` of Linux, which Swift does not see.
private let newSession: Int16 = 0x80
private let setTerminalLock: UInt = 0x4004_5431
private let getTerminalNumber: UInt = 0x8004_5430

/// A child process, and the ends of its streams.
struct SpawnedChild: Sendable {
    let pid: pid_t
    let output: Int32
    /// The end of standard error; of a terminal, what is written here is typed there.
    let errors: Int32

    init(
        _ program: String,
        _ arguments: [String],
        _ environment: [String: String],
        folder: String,
        errors errorsTo: ProgramRun.Errors
    ) throws(ProgramRun.StartFailure) {
        let (output, outputOfChild) = try Self.pipe()
        self.output = output
        defer { close(outputOfChild) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, outputOfChild, 1)
        var errorsOfChild: Int32 = -1
        switch errorsTo {
        case .pipe:
            (errors, errorsOfChild) = try Self.pipe()
            posix_spawn_file_actions_adddup2(&actions, errorsOfChild, 2)
        case .terminal(let columns, let isTyped):
            let terminal = try Self.terminal(columns: columns)
            errors = terminal.descriptor
            // Opened by the leader of a new session, so that it becomes the controlling terminal.
            posix_spawn_file_actions_addopen(&actions, 2, terminal.name, O_RDWR, 0)
            if isTyped { posix_spawn_file_actions_adddup2(&actions, 2, 0) }
        }
        defer { if errorsOfChild >= 0 { close(errorsOfChild) } }
        // Swift sees no action that changes the folder; `env` does it and becomes the program.
        let words = ["env", "-C", folder, program] + arguments
        pid = try Self.spawn(words, environment, &actions)
    }

    private static func spawn(
        _ words: [String],
        _ environment: [String: String],
        _ actions: inout posix_spawn_file_actions_t
    ) throws(ProgramRun.StartFailure) -> pid_t {
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // Signals as a shell would leave them: the process that runs the tests may have its own way with them.
        var all = sigset_t(), none = sigset_t()
        sigfillset(&all)
        sigemptyset(&none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(
            &attributes,
            newSession | Int16(POSIX_SPAWN_SETSIGDEF) | Int16(POSIX_SPAWN_SETSIGMASK)
        )
        var words: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        var variables = environment.sorted { $0.key < $1.key }.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for word in words + variables { free(word) } }
        var pid = pid_t()
        let failure = posix_spawn(&pid, "/usr/bin/env", &actions, &attributes, &words, &variables)
        guard failure == 0 else { throw ProgramRun.StartFailure(errno: failure) }
        return pid
    }

    private static func pipe() throws(ProgramRun.StartFailure) -> (reading: Int32, writing: Int32) {
        var ends: [Int32] = [-1, -1]
        guard Glibc.pipe(&ends) == 0 else { throw ProgramRun.StartFailure(errno: errno) }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        return (ends[0], ends[1])
    }

    private static func terminal(columns: UInt16) throws(ProgramRun.StartFailure) -> (descriptor: Int32, name: String) {
        let descriptor = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
        var number: UInt32 = 0
        var lock: Int32 = 0
        guard descriptor >= 0, ioctl(descriptor, setTerminalLock, &lock) == 0,
            ioctl(descriptor, getTerminalNumber, &number) == 0
        else { throw ProgramRun.StartFailure(errno: errno) }
        var size = winsize(ws_row: 24, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
        _ = ioctl(descriptor, UInt(TIOCSWINSZ), &size)
        return (descriptor, "/dev/pts/\(number)")
    }
}
