import Wire

/// Why a call of a serving worker gave nothing.
struct ServedFailure: Error, Sendable, Equatable {
    /// What went wrong, with file and line where the worker could tell them.
    let message: String
    /// Whether the worker ended with it, or could not be started.
    let isDeath: Bool
    /// The worker's own lines where it was ended, the innermost first; empty where it could not tell them.
    private var traceback = ""

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
            self.traceback = traceback
        case .limit(let limit, let traceback):
            let what =
                switch limit {
                case .cpuTime: "used more CPU time"
                case .memory: "needs more memory"
                case .output: "printed more"
                case .timeout: "took longer"
                }
            message = "\(what) than its limit of \(limits.shown(limit))" + Self.place(traceback)
            self.traceback = traceback
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

    /// The function that was at work when the worker was ended, of those that the host may call.
    ///
    /// - Parameter functions: their names, by where they are defined: `rules.lua:12`.
    /// - Returns: its name; nil where none of them was at work, or nobody knows.
    func function(of functions: [String: String]) -> String? {
        for line in traceback.split(separator: "\n").reversed() {
            guard let end = line.firstRange(of: ": in "), let colon = line[..<end.lowerBound].lastIndex(of: ":") else {
                continue
            }
            let file = line[..<colon].drop { $0 == " " }
            let number = line.reversed().prefix { $0.isNumber }.reversed()
            if let name = functions["\(file):\(String(number))"] { return name }
        }
        return nil
    }

    /// Where a traceback begins: ` at rules.lua:12`; nothing where there is none.
    private static func place(_ traceback: String) -> String {
        guard let first = traceback.split(separator: "\n").first, let end = first.firstRange(of: ": in ") else {
            return ""
        }
        return ", at " + first[..<end.lowerBound].drop { $0 == " " }
    }
}
