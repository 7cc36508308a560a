/// What a person reads of a change that nobody but a person can decide about.
enum UndecidedText {
    static func of(_ write: UndecidedWrite, run: String) -> String {
        let target = write.draft.target.isEmpty ? "" : " of \(write.draft.target)"
        guard !write.isSettled else {
            return """
                change \(write.number), \(write.draft.operation)\(target), was said to have happened, but what it made is \
                not found
                    look at the org, and say its id with patchbay runs settle \(run) --happened \(write.number) --id ID, or \
                --not-happened \(write.number)
                """
        }
        return """
            change \(write.number), \(write.draft.operation)\(target), is in doubt: its answer was lost, and it cannot be \
            looked for
                see what was sent with patchbay runs show \(run), look at the org, and say what happened with \
            patchbay runs settle \(run)
            """
    }
}
