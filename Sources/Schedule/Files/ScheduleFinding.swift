import Host

/// Something that is wrong with a schedule, or soon will be.
package struct ScheduleFinding: Sendable, Equatable {
    /// What it is about.
    package enum Topic: String, Sendable, CaseIterable {
        /// What the file says, or that it cannot be read.
        case file
        /// The script or the command, and what it takes.
        case work
        case profile
        /// Whether the profile's tokens will do.
        case signIn = "sign_in"
        case channel
        case folder
        /// When it is due.
        case timing
        /// The machine's clock.
        case clock
        /// The folder of the state, where runs are entered.
        case state
    }

    /// The schedule's name; nil for what concerns all.
    package var schedule: String?
    package var topic: Topic
    /// Whether it still runs.
    package var isWarning: Bool
    /// The file that it is about, absolute.
    package var file: String
    /// Where in it; nil where that is not known.
    package var line: Int?
    package var problem: String
    package var hint: String?

    package init(
        _ topic: Topic,
        of schedule: String?,
        file: String,
        line: Int? = nil,
        isWarning: Bool = false,
        problem: String,
        hint: String? = nil
    ) {
        self.schedule = schedule
        self.topic = topic
        self.isWarning = isWarning
        self.file = file
        self.line = line
        self.problem = problem
        self.hint = hint
    }

    /// What is wrong with a file, its line taken from the error's subject.
    package init(_ problem: ScheduleProblem) {
        let error = problem.error
        let rest = error.subject.hasPrefix(problem.file) ? error.subject.dropFirst(problem.file.count) : ""
        let isPlain =
            rest.isEmpty && error.subject == problem.file || rest.hasPrefix(":") && Int(rest.dropFirst()) != nil
        self.init(
            .file,
            of: problem.name,
            file: problem.file,
            line: Int(rest.dropFirst()),
            problem: isPlain ? error.problem : HostError(error.kind, error.subject, error.problem).description,
            hint: error.hint
        )
    }

    /// As people read it: file, line, what is wrong, and the way out.
    package var text: String {
        let place = line.map { "\(file):\($0)" } ?? file
        return HostError(.invalid, place, problem, hint: hint).description
    }

    /// The same as what keeps a verb from its work.
    package var error: HostError {
        HostError(.invalid, line.map { "\(file):\($0)" } ?? file, problem, hint: hint)
    }
}
