import Glibc
import Webex

/// `config.yaml` on the disk.
package struct ConfigurationFile: Sendable {
    /// Absolute path.
    package let path: String

    package init(_ path: String) {
        self.path = path
    }

    /// What the file says; an empty configuration when there is none.
    ///
    /// - Throws: `HostError` with file and line.
    package func load() throws(HostError) -> Configuration {
        try ConfigurationReader(file: path).read(text().body)
    }

    /// Reads the file, changes what it says and replaces it, with other processes held off meanwhile.
    ///
    /// Only the lines that the change is about are touched: comments, order, quoting and line ends stay. A new file is
    /// readable by the user alone, since a proxy's address may hold a password; one that is there keeps its mode.
    /// - Throws: `HostError`; the file is then as it was. Where it is written so that only a person can change it, the
    ///   error says what to write.
    package func change(_ body: (inout Configuration) throws(HostError) -> Void) throws(HostError) {
        try PrivateFile.locked(folder: PathText.split(path).folder) { () throws(HostError) in
            let (mark, before) = try text()
            let reader = ConfigurationReader(file: path)
            let current = try reader.read(before)
            var wanted = current
            try body(&wanted)
            guard wanted != current else { return }
            let edit = ConfigurationEdit(from: current, to: wanted)
            guard let after = edit.applied(to: before), (try? reader.read(after)) == wanted else {
                try check(wanted)
                throw HostError(
                    .invalid,
                    path,
                    "is written in a way that only a person can change; nothing was written",
                    hint: "by hand:\n" + edit.byHand
                )
            }
            try PrivateFile.replace(path, Array((mark + after).utf8), mode: mode())
        }
    }

    /// Refuses what no file could say, however it is written.
    private func check(_ wanted: Configuration) throws(HostError) {
        let text = ConfigurationEdit(from: Configuration(), to: wanted).applied(to: "") ?? ""
        let read: Configuration
        do throws(HostError) {
            read = try ConfigurationReader(file: path).read(text)
        } catch {
            // Its line is of a text that nobody sees.
            throw HostError(.invalid, "", "a value cannot be stored: \(error.problem)", hint: error.hint)
        }
        var written = wanted
        // What only people write.
        written.channels = []
        guard read == written else {
            throw HostError(.invalid, "", "a value cannot be stored: it would read differently")
        }
    }

    /// The file's text, apart from the byte-order mark that some editors begin one with.
    private func text() throws(HostError) -> (mark: String, body: String) {
        guard let bytes = try PrivateFile.read(path) else { return ("", "") }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw HostError(.invalid, path, "is no UTF-8 text")
        }
        let mark = "\u{FEFF}"
        return text.hasPrefix(mark) ? (mark, String(text.dropFirst())) : ("", text)
    }

    private func mode() -> mode_t {
        var status = stat()
        return stat(path, &status) == 0 ? status.st_mode & 0o777 : 0o600
    }
}
