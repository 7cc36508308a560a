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
        try ConfigurationReader(file: path).read(text())
    }

    /// Reads the file, changes what it says and replaces it, with other processes held off meanwhile.
    ///
    /// Written anew as a whole: the comment at its top is kept, other comments are not. Readable by the user alone,
    /// since a proxy's address may hold a password; a file that is there keeps its mode.
    /// - Throws: `HostError`; the file is then as it was.
    package func change(_ body: (inout Configuration) throws(HostError) -> Void) throws(HostError) {
        try PrivateFile.locked(folder: PathText.split(path).folder) { () throws(HostError) in
            let before = try text()
            var configuration = try ConfigurationReader(file: path).read(before)
            try body(&configuration)
            let after = Self.topComment(of: before) + Self.yaml(configuration)
            try PrivateFile.replace(path, Array(after.utf8), mode: mode())
        }
    }

    private func text() throws(HostError) -> String {
        guard let bytes = try PrivateFile.read(path) else { return "" }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw HostError(.invalid, path, "is no UTF-8 text")
        }
        return text
    }

    private func mode() -> mode_t {
        var status = stat()
        return stat(path, &status) == 0 ? status.st_mode & 0o777 : 0o600
    }

    private static func topComment(of text: String) -> String {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
            .prefix { $0.hasPrefix("#") || $0.allSatisfy(\.isWhitespace) }
        guard let last = lines.lastIndex(where: { $0.hasPrefix("#") }) else { return "" }
        return lines[...last].joined(separator: "\n") + "\n\n"
    }

    private static func yaml(_ configuration: Configuration) -> String {
        var text = ""
        if let name = configuration.defaultProfile { text += "default_profile: \(quoted(name))\n" }
        text += configuration.profiles.isEmpty ? "" : "profiles:\n"
        for stored in configuration.profiles {
            let profile = stored.profile
            text += "  \(quoted(profile.name)):\n"
            let texts = [
                ("region", stored.region?.rawValue), ("api_url", stored.region == nil ? profile.apiURL : nil),
                ("auth_url", profile.authURL == BaseURL.publicSignIn ? nil : profile.authURL),
                ("client_id", profile.clientID), ("redirect_uri", profile.redirectURI), ("ca_file", profile.caFile),
                ("proxy", profile.proxy), ("zone", stored.zone),
            ]
            for case (let key, let value?) in texts { text += "    \(key): \(quoted(value))\n" }
            text += "    rate_limit: \(profile.rateLimit)\n"
        }
        return text
    }

    /// A text as YAML reads it back, whatever it holds: plain when it is but letters, else in double quotes.
    private static func quoted(_ text: String) -> String {
        let letters = UInt8(ascii: "a")...UInt8(ascii: "z")
        let isWord = text.utf8.allSatisfy { letters.contains($0) }
        // Words that YAML reads as something else: null, true, no, off, ~ …
        if isWord, text.utf8.count > 5 { return text }
        let escaped = text.unicodeScalars.map { scalar -> String in
            switch scalar {
            case "\"": "\\\""
            case "\\": "\\\\"
            case _ where scalar.properties.generalCategory == .control:
                "\\U" + String(repeating: "0", count: 8 - String(scalar.value, radix: 16).count)
                    + String(scalar.value, radix: 16)
            default: String(scalar)
            }
        }
        return "\"" + escaped.joined() + "\""
    }
}
