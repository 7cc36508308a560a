import Glibc

/// A child process with its standard input empty, and the ends of its other two streams.
struct SpawnedChild: Sendable {
    struct Failure: Error { var errno: Int32 }

    let pid: pid_t
    let output: Int32
    let errors: Int32

    init(
        _ program: String,
        _ arguments: [String],
        _ environment: [String: String],
        folder: String,
        errors errorsTo: ProgramRun.Errors
    ) throws(Failure) {
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
        case .terminal(let columns):
            let terminal = try Self.terminal(columns: columns)
            errors = terminal.descriptor
            // Opened by the leader of a new session, so that it becomes the controlling terminal.
            posix_spawn_file_actions_addopen(&actions, 2, terminal.name, O_RDWR, 0)
        }
        defer { if errorsOfChild >= 0 { close(errorsOfChild) } }
        posix_spawn_file_actions_addchdir_np(&actions, folder)
        pid = try Self.spawn(program, arguments, environment, &actions)
    }

    private static func spawn(
        _ program: String,
        _ arguments: [String],
        _ environment: [String: String],
        _ actions: inout posix_spawn_file_actions_t
    ) throws(Failure) -> pid_t {
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
            Int16(POSIX_SPAWN_SETSID) | Int16(POSIX_SPAWN_SETSIGDEF) | Int16(POSIX_SPAWN_SETSIGMASK)
        )
        var words = ([program] + arguments).map { strdup($0) } + [nil]
        var variables = environment.sorted { $0.key < $1.key }.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for word in words + variables { free(word) } }
        var pid = pid_t()
        let failure = posix_spawn(&pid, program, &actions, &attributes, &words, &variables)
        guard failure == 0 else { throw Failure(errno: failure) }
        return pid
    }

    private static func pipe() throws(Failure) -> (reading: Int32, writing: Int32) {
        var ends: [Int32] = [-1, -1]
        guard pipe2(&ends, O_CLOEXEC) == 0 else { throw Failure(errno: errno) }
        return (ends[0], ends[1])
    }

    private static func terminal(columns: UInt16) throws(Failure) -> (descriptor: Int32, name: String) {
        let descriptor = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC)
        guard descriptor >= 0, grantpt(descriptor) == 0, unlockpt(descriptor) == 0, let name = ptsname(descriptor)
        else {
            throw Failure(errno: errno)
        }
        var size = winsize(ws_row: 24, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
        _ = ioctl(descriptor, UInt(TIOCSWINSZ), &size)
        return (descriptor, String(cString: name))
    }
}
