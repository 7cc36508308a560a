extension PluginPermissions {
    /// What it lets a plugin do, in plain words, a line each; one line that says so where that is nothing.
    package var lines: [String] {
        var lines: [String] = []
        if !hosts.isEmpty { lines.append("talk to \(Self.list(hosts.map(Self.host)))") }
        if operations.contains("*") {
            lines.append("call every operation of the org")
        } else if !operations.isEmpty {
            lines.append("call \(Self.list(operations.map(Self.operation)))")
        }
        if !scopes.isEmpty { lines.append("call what needs one of the scopes \(Self.list(scopes))") }
        if changes != 0 { lines.append(Self.changes(changes)) }
        if allowsDeletes { lines.append("delete, where a run is given --allow-deletes") }
        if !readFolders.isEmpty { lines.append("read files beneath \(Self.list(readFolders))") }
        if !writeFolders.isEmpty { lines.append("write files beneath \(Self.list(writeFolders))") }
        return lines.isEmpty ? ["nothing but what a person types for its commands"] : lines
    }

    /// What it lets a plugin do that others do not.
    ///
    /// - Parameter granted: those others.
    /// - Returns: nil where that is nothing.
    package func beyond(_ granted: PluginPermissions) -> PluginPermissions? {
        var more = PluginPermissions()
        more.hosts = hosts.filter { host in !granted.hosts.contains { $0.covers(host) } }
        more.readFolders = Self.folders(readFolders, beyond: granted.readFolders + granted.writeFolders)
        more.writeFolders = Self.folders(writeFolders, beyond: granted.writeFolders)
        more.operations = operations.filter { !granted.covers(operation: $0) }
        more.scopes = scopes.filter { !granted.scopes.contains($0) }
        if let before = granted.changes { more.changes = changes.map { $0 > before ? $0 : 0 } }
        more.allowsDeletes = allowsDeletes && !granted.allowsDeletes
        return more == PluginPermissions() ? nil : more
    }

    /// Those of the folders that are neither among others nor beneath one of them.
    private static func folders(_ folders: [String], beyond granted: [String]) -> [String] {
        folders.filter { folder in
            // What goes up again may end anywhere.
            let isPlain = !folder.split(separator: "/").contains("..")
            return !granted.contains { folder == $0 || isPlain && folder.hasPrefix($0.hasSuffix("/") ? $0 : $0 + "/") }
        }
    }

    /// Whether an operation, or all of a resource, is among those that may be called.
    private func covers(operation: String) -> Bool {
        operations.contains("*") || operations.contains(operation)
            || operations.contains(operation.prefix { $0 != "." } + ".*")
    }

    private static func host(_ grant: HostGrant) -> String {
        grant.text == HostGrant.everyHost ? "every host" : grant.text
    }

    private static func operation(_ name: String) -> String {
        name.hasSuffix(".*") ? "every operation of \(name.dropLast(2))" : name
    }

    private static func changes(_ most: Int?) -> String {
        guard let most else { return "change the org, as often as it wants" }
        return "change the org, \(most == 1 ? "once" : "\(most) times at most") in a run"
    }

    private static func list(_ texts: [String]) -> String { texts.joined(separator: ", ") }
}
