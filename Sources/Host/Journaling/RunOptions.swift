import JSON
import Webex

/// What a run was given besides its script and arguments, as the journal keeps it: what who goes on with it has to be told
/// of the command line.
package struct RunOptions: Sendable, Equatable {
    package var limits: RunLimits
    package var permissions: Permissions
    /// Whether the script may write beneath the current folder.
    package var allowsWrite: Bool
    package var addresses: RunAddresses
    /// Whether its changes were only planned.
    package var plans = false
    /// Of a run that carries a plan out: changes that may fail before no further one is begun.
    package var maxFailures: Int?
    /// And milliseconds that an object which it counts on may take to be there.
    package var wait: Int64?
    /// What its requests are named by, together with whatever else happens for the same cause.
    package var trace: TraceID?

    package init(limits: RunLimits, permissions: Permissions, allowsWrite: Bool, addresses: RunAddresses) {
        self.limits = limits
        self.permissions = permissions
        self.allowsWrite = allowsWrite
        self.addresses = addresses
    }

    /// Reads what the journal has; what is not there is as usual.
    package init(text: String) {
        let value = (try? JSONValue(parsing: Array(text.utf8))) ?? [:]
        limits = RunLimits()
        limits.timeout = value["timeout"]?.integer ?? limits.timeout
        limits.cpuTime = value["cpu_time"]?.integer ?? limits.cpuTime
        limits.memory = value["max_memory"]?.integer ?? limits.memory
        limits.output = value["max_output"]?.integer ?? limits.output
        permissions = Permissions()
        permissions.isReadOnly = value["read_only"]?.bool ?? false
        permissions.changes = value["allow_changes"]?.integer.map(Int.init)
        permissions.allowsDeletes = value["allow_deletes"]?.bool ?? false
        permissions.allowsRaw = value["allow_raw"]?.bool ?? false
        permissions.hosts = value["allow_net"]?.array?.compactMap(\.string).compactMap(HostGrant.init) ?? []
        allowsWrite = value["allow_write"]?.bool ?? false
        addresses = RunAddresses(api: value["api_url"]?.string, auth: value["auth_url"]?.string)
        plans = value["plan"]?.bool ?? false
        maxFailures = value["max_failures"]?.integer.map(Int.init)
        wait = value["wait_for"]?.integer
        trace = value["trace"]?.string.flatMap { TraceID($0) }
    }

    /// The text for the journal: what is not as usual, by the names of the command line, times in milliseconds.
    package var text: String {
        var fields: JSONObject = [
            "timeout": .integer(limits.timeout), "cpu_time": .integer(limits.cpuTime),
            "max_memory": .integer(limits.memory), "max_output": .integer(limits.output),
        ]
        if permissions.isReadOnly { fields["read_only"] = true }
        fields["allow_changes"] = permissions.changes.map { .integer(Int64($0)) }
        if permissions.allowsDeletes { fields["allow_deletes"] = true }
        if permissions.allowsRaw { fields["allow_raw"] = true }
        if !permissions.hosts.isEmpty { fields["allow_net"] = .array(permissions.hosts.map { .string($0.text) }) }
        if allowsWrite { fields["allow_write"] = true }
        if plans { fields["plan"] = true }
        fields["max_failures"] = maxFailures.map { .integer(Int64($0)) }
        fields["wait_for"] = wait.map(JSONValue.integer)
        fields["api_url"] = addresses.api.map(JSONValue.string)
        fields["auth_url"] = addresses.auth.map(JSONValue.string)
        fields["trace"] = trace.map { .string($0.text) }
        return String(decoding: JSONValue.object(fields).encoded(), as: UTF8.self)
    }
}

/// The addresses that the command line gave, before those of the profile.
package struct RunAddresses: Sendable, Equatable {
    package var api: String?
    package var auth: String?

    package init(api: String? = nil, auth: String? = nil) {
        self.api = api
        self.auth = auth
    }
}
