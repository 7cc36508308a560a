/// What a plugin's code may do, as its manifest asks for it and a person granted it once.
package struct PluginPermissions: Sendable, Equatable {
    /// Hosts besides the org that it may talk to.
    package var hosts: [HostGrant] = []
    /// Folders that it may read in, as the manifest has them.
    package var readFolders: [String] = []
    /// Folders that it may write in.
    package var writeFolders: [String] = []
    /// Operations that it may call: `user.list`, all of a resource as `user.*`, or of all `*`.
    package var operations: [String] = []
    /// Scopes of OAuth: every operation that these are enough for may be called.
    package var scopes: [String] = []
    /// How often it may change the org in one run; nil for any number, 0 for never.
    package var changes: Int? = 0
    /// Whether it may delete.
    package var allowsDeletes = false

    package init() {}
}
