extension Permissions {
    /// What is left of them to plugins that serve the run: whether it may change and delete, and how often it may change.
    ///
    /// The hosts that a person typed, and requests that no operation describes, are for the run's own code.
    var forServing: Permissions {
        var permissions = Permissions()
        permissions.isReadOnly = isReadOnly
        permissions.changes = changes
        permissions.allowsDeletes = allowsDeletes
        return permissions
    }
}

extension LoadedPlugin {
    /// What a run of its code may do: what it was granted, as far as the person who runs it goes along.
    ///
    /// - Parameter wanted: what was said on the command line.
    /// - Returns: of both the narrower; the hosts of both, since a person typed the others.
    package func permissions(narrowedBy wanted: Permissions) -> Permissions {
        var narrowed = wanted
        narrowed.plugin = manifest.name
        narrowed.granted = permissions
        narrowed.isReadOnly = wanted.isReadOnly || permissions.changes == 0
        narrowed.changes = [wanted.changes, permissions.changes].compactMap(\.self).min()
        narrowed.allowsDeletes = wanted.allowsDeletes && permissions.allowsDeletes
        narrowed.hosts = wanted.hosts + permissions.hosts
        narrowed.operations = OperationGrant(
            plugin: manifest.name,
            names: permissions.operations,
            scopes: permissions.scopes
        )
        return narrowed
    }

    /// The folders that it was granted.
    ///
    /// - Parameters:
    ///   - currentFolder: the folder that relative ones are beneath.
    ///   - home: the person's folder, which `~` stands for.
    /// - Returns: a grant for each.
    /// - Throws: `HostError` for one that is no path.
    package func folderGrants(currentFolder: String, home: String) throws(HostError) -> [PathGrant] {
        let wanted: [(folders: [String], access: PathGrant.Access)] = [
            (permissions.readFolders, .read), (permissions.writeFolders, .write),
        ]
        var grants: [PathGrant] = []
        for (folders, access) in wanted {
            for folder in folders {
                let isHome = folder == "~" || folder.hasPrefix("~/")
                guard !isHome || !home.isEmpty else {
                    throw HostError(.invalid, folder, "nobody knows which folder ~ is", hint: "set HOME")
                }
                let path = isHome ? home + folder.dropFirst() : folder
                grants.append(try PathGrant(path, access, .folder, origin: .folder, currentFolder: currentFolder))
            }
        }
        return grants
    }
}
