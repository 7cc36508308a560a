import JSON

/// Why a plan does not come to an end.
struct PlanStandstill: Error, Sendable {
    enum Cause: Sendable {
        /// The same is asked again and again.
        case asks(String, times: Int)
        /// So it is with sleeps in between, and always answered the same.
        case polls(String, times: Int)
        /// It sleeps so often, and does nothing in between.
        case sleeps(Int)
        /// What it would sleep is longer than a run may take, in milliseconds; and what it asked last.
        case takes(Int64, asked: String?)
    }

    let cause: Cause
    /// Where in the script it slept last, such as `poll.lua:7:`; empty where it did not.
    var place = ""

    init(_ cause: Cause) { self.cause = cause }

    /// What a person reads.
    var text: String {
        let what =
            switch cause {
            case .polls(let call, let times):
                "\(call) was asked \(times) times more, with a sleep in between, and always answered the same "
                    + "(--max-polls)"
            case .asks(let call, let times): "\(call) was asked \(times) times more, and nothing else happened"
            case .sleeps(let times): "it slept \(times) times, and nothing else happened"
            case .takes(let limit, let call):
                "it would have slept beyond the limit of a run, \(DurationText.shown(limit)) (--timeout)"
                    + (call.map { ", and asked for \($0) last" } ?? "")
            }
        return """
            \(place.isEmpty ? "" : place + " ")the plan does not come to an end: \(what)
                a plan sends no change, so that what a script waits for never comes: leave the wait out of it \
            (if not run.planning then … end), or wait with wait_for, which looks once in a plan
            """
    }

    /// What people call an effect, with the ids that it is about, and nothing that could be a secret.
    static func title(_ name: String, _ arguments: JSONValue) -> String {
        if name == "http" { return "http.\((arguments["method"]?.string ?? "GET").lowercased())" }
        let title = EffectKind(name, arguments).title
        guard name == "call" else { return title }
        let given = arguments["arguments"]?.array ?? []
        let ids = given.compactMap(\.string).map { "\"\($0)\"" }
        let fields = given.compactMap(\.object).flatMap { $0 }.compactMap { field -> String? in
            guard let value = field.value.string ?? field.value.integer.map(String.init) else { return nil }
            return "\(field.key) = \(value.prefix(longestValue))"
        }
        let words = ids + (fields.isEmpty ? [] : ["{ \(fields.prefix(mostFields).joined(separator: ", ")) }"])
        return words.isEmpty ? title : "\(title)(\(words.joined(separator: ", ")))"
    }

    /// Letters of a parameter's value, and parameters, that are told.
    private static let longestValue = 60
    private static let mostFields = 4
}
