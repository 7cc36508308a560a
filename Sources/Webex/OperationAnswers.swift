import Catalog

extension Operation {
    /// Whether its answer has no end: it tells of events as they happen, until who asked has heard enough.
    var isStream: Bool { path.contains("/stream/") }

    /// Whether an answer of that status may be text that is no JSON.
    func mayAnswerText(_ status: Int) -> Bool {
        isStream || answers.contains { $0.status == status && ($0.isPlainText || $0.value?.type == .string) }
    }

    /// Whether an answer of that status has no body.
    func mayAnswerNothing(_ status: Int) -> Bool {
        isStream || answers.contains { $0.status == status && $0.value == nil }
    }
}
