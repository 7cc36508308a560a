/// What a run may change, and whom it may talk to besides its org; a person says so on the command line.
package struct Permissions: Sendable, Equatable {
    /// Whether every operation that is no read is refused.
    package var isReadOnly = false
    /// Changes that the org may see in all; nil for any number.
    package var changes: Int?
    /// Whether something may be deleted.
    package var allowsDeletes = false
    /// Whether requests may be sent that are in no catalog, and whose outcome so nobody knows.
    package var allowsRaw = false
    /// Hosts besides the profile's that may be talked to.
    package var hosts: [HostGrant] = []
    /// The operations that may be called; nil for all.
    package var operations: OperationGrant?
    /// The plugin whose code is run, and was granted no more than this; nil for a script.
    package var plugin: String?
    /// What that plugin was granted, for who is told why something is refused; nil for a script.
    package var granted: PluginPermissions?

    package init() {}
}
