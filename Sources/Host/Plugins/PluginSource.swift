import JSON

/// Where a plugin's files come from.
package struct PluginSource: Sendable, Equatable {
    /// How they come.
    package enum Kind: String, Sendable {
        case folder
        /// A tar file, packed with gzip or not.
        case tar
        /// A repository of git.
        case git
        /// The program itself.
        case bundled
    }

    package var kind: Kind
    /// The absolute path, or the address of the repository.
    package var address: String
    /// Of a repository: the branch, tag or commit that a person asked for.
    package var wanted: String?
    /// Of a repository: the commit that came.
    package var revision: String?

    package init(_ kind: Kind, _ address: String, wanted: String? = nil, revision: String? = nil) {
        self.kind = kind
        self.address = address
        self.wanted = wanted
        self.revision = revision
    }

    /// Tells a source by the word that a person typed: `URL#REVISION`, a tar file or a folder.
    ///
    /// - Parameters:
    ///   - word: as it was typed.
    ///   - currentFolder: what a path is seen from.
    /// - Throws: `HostError` for what is no path.
    package init(_ word: String, currentFolder: String) throws(HostError) {
        let isAddress = word.contains("://") || word.wholeMatch(of: /[A-Za-z0-9._-]+@[A-Za-z0-9._-]+:.+/) != nil
        let parts = word.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        if isAddress || parts[0].hasSuffix(".git") {
            guard parts.count == 1 || !parts[1].isEmpty && !parts[1].hasPrefix("-") else {
                throw HostError(.invalid, word, "names no revision behind #", hint: "write \(parts[0])#v1.0.0")
            }
            if isAddress { try Self.refuseCredentials(parts[0]) }
            let address = isAddress ? parts[0] : try PathText.absolute(parts[0], in: currentFolder)
            self.init(.git, address, wanted: parts.count == 2 ? parts[1] : nil)
        } else {
            let isTar = [".tar", ".tar.gz", ".tgz"].contains { word.hasSuffix($0) }
            self.init(isTar ? .tar : .folder, try PathText.absolute(word, in: currentFolder))
        }
    }

    /// Refuses an address with a password or a token in it, which would be kept in clear, shown, and seen among processes.
    private static func refuseCredentials(_ address: String) throws(HostError) {
        guard let scheme = address.firstRange(of: "://") else { return }
        let rest = address[scheme.upperBound...]
        let host = rest.prefix { !"/?".contains($0) }
        guard let at = host.lastIndex(of: "@") else { return }
        let kind = address[..<scheme.lowerBound].lowercased()
        // Of ssh the user is part of the address; over https it is a token as often as not.
        guard kind.hasPrefix("http") || host[..<at].contains(":") else { return }
        let bare = address[..<scheme.upperBound] + rest[host.index(after: at)...]
        throw HostError(
            .invalid,
            String(bare),
            "was typed with a user or a password in it, which would be kept in clear",
            hint: "leave them out, and let git have them: git config --global credential.helper store, or use ssh"
        )
    }

    /// Reads what was kept; nil for anything else.
    init?(json: JSONValue?) {
        guard let kind = json?["kind"]?.string.flatMap(Kind.init), let address = json?["address"]?.string else {
            return nil
        }
        self.init(kind, address, wanted: json?["wanted"]?.string, revision: json?["revision"]?.string)
    }

    /// The same for programs.
    package var json: JSONValue {
        var fields: JSONObject = ["kind": .string(kind.rawValue), "address": .string(address)]
        fields["wanted"] = wanted.map(JSONValue.string)
        fields["revision"] = revision.map(JSONValue.string)
        return .object(fields)
    }

    /// The same for people.
    package var text: String {
        switch kind {
        case .folder, .tar: address
        case .git: address + (wanted.map { "#" + $0 } ?? "") + (revision.map { " (\($0.prefix(12)))" } ?? "")
        case .bundled: "part of patchbay"
        }
    }
}
