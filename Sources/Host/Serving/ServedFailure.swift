import Wire

/// Why a call of a serving worker gave nothing.
struct ServedFailure: Error, Sendable, Equatable {
    /// What went wrong, with file and line where the worker could tell them.
    let message: String
    /// Whether the worker ended with it, or could not be started.
    let isDeath: Bool

    init(_ message: String, isDeath: Bool = false) {
        self.message = message
        self.isDeath = isDeath
    }

    /// The end of a worker that was to answer.
    ///
    /// - Parameters:
    ///   - end: how its run ended.
    ///   - limits: those of the run.
    ///   - patience: milliseconds that the call had.
    init(_ end: RunEnd, _ limits: RunLimits, patience: Int64) {
        isDeath = true
        switch end {
        case .limit(.timeout, let traceback):
            message = "took longer than \(DurationText.shown(patience))" + Self.place(traceback)
        case .limit(let limit, let traceback):
            let what =
                switch limit {
                case .cpuTime: "used more CPU time"
                case .memory: "needs more memory"
                case .output: "printed more"
                case .timeout: "took longer"
                }
            message = "\(what) than its limit of \(limits.shown(limit))" + Self.place(traceback)
        case .script(let ending):
            message = ending.outcome == .done ? "ended before it answered" : ending.message
        case .usage(let error): message = "\(error)"
        case .journal(let error): message = "\(error)"
        case .worker(let how): message = "its worker is gone: \(how)"
        case .interrupted: message = "was ended"
        case .outputFailed(let why): message = why
        case .undecided, .standstill, .differs, .described: message = "ended before it answered"
        }
    }

    /// Where a traceback begins: ` at rules.lua:12`; nothing where there is none.
    private static func place(_ traceback: String) -> String {
        guard let first = traceback.split(separator: "\n").first, let end = first.firstRange(of: ": in ") else {
            return ""
        }
        return ", at " + first[..<end.lowerBound].drop { $0 == " " }
    }
}
