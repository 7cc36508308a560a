extension Console {
    /// The console of a worker that serves a run: all that it says, data too, is a line on standard error with a name before it.
    ///
    /// - Parameters:
    ///   - name: whose words they are.
    ///   - console: the console of the run.
    /// - Returns: the console of the worker.
    static func behind(_ name: String, on console: Console) -> Console {
        Console(redaction: console.redaction) { _, bytes in
            var text = String(decoding: bytes, as: UTF8.self)
            if text.hasSuffix("\n") { text.removeLast() }
            for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
                console.say("\(name): \(line)")
            }
        }
    }
}
