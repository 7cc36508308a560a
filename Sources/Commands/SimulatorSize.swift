import ArgumentParser
import Simulator

/// The options that say what a simulated org is like, and what goes wrong in it; the same for `simulator` and for `run --simulator`.
struct SimulatorSize: ParsableArguments {
    @Option(help: ArgumentHelp("What the org is made from: the same seed gives the same org.", valueName: "n"))
    var seed: UInt64 = 1

    @Option(help: ArgumentHelp("Agents of the org.", valueName: "n"))
    var users: Int = 50

    @Option(help: ArgumentHelp("Tasks in the seven days before today.", valueName: "n"))
    var tasks: Int = 200

    @Option(help: ArgumentHelp("Length of a recording.", valueName: "n"))
    var recordingSeconds: Int = 3

    @Flag(help: "Have recordings of many lengths, in two channels, with silence in them.")
    var varyRecordings = false

    @Option(
        help: ArgumentHelp(
            "How long after the start a fifth of the tasks has no recordings yet.",
            valueName: "duration"
        )
    )
    var lateRecordings = MillisecondsArgument("0s")

    @Option(help: ArgumentHelp("Tasks in the middle that share one millisecond.", valueName: "n"))
    var burst: Int = 0

    @Option(help: ArgumentHelp("Order of the tasks in an answer.", valueName: "order"))
    var taskOrder: TaskOrder = .ascending

    @Option(help: ArgumentHelp("Tasks that an answer holds at most, without a word; 0: up to 1000.", valueName: "n"))
    var taskCap: Int = 0

    @Option(help: ArgumentHelp("Tasks above which a window is refused as too large; 0: none is.", valueName: "n"))
    var taskLimit: Int = 0

    @Option(help: ArgumentHelp("Requests a minute that it answers; 0: any number. (default: 300)", valueName: "n"))
    var rateLimit: Int?

    @Option(
        help: ArgumentHelp(
            """
            Something that goes wrong: kind[:every=N][:after=N][:times=N][:match=REGEX][:when=before|after]\
            [:retry-after=SECONDS][:milliseconds=N]; may be given again. Kinds: 429, 500 to 599, reset, truncated, \
            stall, slow, wrong-length, malformed, html, expired-token, expired-signature.
            """,
            valueName: "kind"
        ),
        transform: { text in
            // The parser puts the option and its value before what is thrown.
            do { return try Fault(parsing: text) } catch { throw ValidationError("\(error)") }
        }
    )
    var fault: [Fault] = []

    @Option(
        name: .customLong("redirect-uri"),
        help: ArgumentHelp(
            "Address that sign-in may lead back to; may be given again. Without one, any address.",
            valueName: "uri"
        )
    )
    var redirectURIs: [String] = []

    @Flag(help: "Have each refresh give a new refresh token and end the old one.")
    var rotateRefreshTokens = false

    @Option(help: ArgumentHelp("How long an access token lives.", valueName: "duration"))
    var accessTokenLife = MillisecondsArgument("1209599s")

    @Option(help: ArgumentHelp("How long a refresh token lives after its last use.", valueName: "duration"))
    var refreshTokenLife = MillisecondsArgument("7775999s")

    @Option(
        help: ArgumentHelp("How long people take to become users of the contact centre.", valueName: "duration")
    )
    var syncDelay = MillisecondsArgument("2s")

    func validate() throws {
        let lives = [("--access-token-life", accessTokenLife), ("--refresh-token-life", refreshTokenLife)]
        for (name, life) in lives where !(1000...Self.longestLife).contains(life.milliseconds) {
            throw ValidationError("\(name) is \(life), but must be 1s to \(Self.longestLife / 86_400_000)d")
        }
        let sizes = [
            ("--users", users), ("--tasks", tasks), ("--rate-limit", rateLimit ?? 0), ("--task-cap", taskCap),
            ("--task-limit", taskLimit), ("--burst", burst),
        ]
        for (name, value) in sizes where value < 0 {
            throw ValidationError("\(name) is \(value), but must be 0 or more")
        }
        guard (1...86_400).contains(recordingSeconds) else {
            throw ValidationError("--recording-seconds is \(recordingSeconds), but must be 1 to 86400")
        }
    }

    /// Ten years, in milliseconds.
    private static let longestLife: Int64 = 3653 * 86_400_000

    var options: SimulatorOptions {
        var options = SimulatorOptions()
        options.seed = seed
        options.users = users
        options.tasks = tasks
        options.recordingSeconds = recordingSeconds
        options.variesRecordings = varyRecordings
        options.lateSeconds = Int(lateRecordings.milliseconds / 1000)
        options.burst = min(burst, tasks)
        options.taskOrder = taskOrder
        options.taskCap = taskCap
        options.taskLimit = taskLimit
        if let rateLimit { options.rateLimit = rateLimit }
        options.faults = fault
        options.redirectURIs = redirectURIs
        options.rotatesRefreshTokens = rotateRefreshTokens
        options.syncSeconds = Int(syncDelay.milliseconds / 1000)
        options.accessTokenSeconds = Int(accessTokenLife.milliseconds / 1000)
        options.refreshTokenSeconds = Int(refreshTokenLife.milliseconds / 1000)
        return options
    }
}

extension TaskOrder: ExpressibleByArgument {}
