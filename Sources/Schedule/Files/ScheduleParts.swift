import Host
import Yams

extension ScheduleReader {
    /// What a schedule's file says besides what is run, for whom and when; what it does not say is as usual.
    struct Rest {
        private let description: String?
        private let arguments: [String]
        private let jitter: Int64
        private let overlap: ScheduleDefinition.Overlap
        private let missed: ScheduleDefinition.Missed
        private let deadline: Int64?
        private let cutOff: ScheduleDefinition.CutOff
        private let limits: RunLimits
        private let permissions: Permissions
        private let allowsWrite: Bool
        private let retries: ScheduleDefinition.Retries
        private let notify: [String]

        /// The longest jitter: a day.
        private static let longestJitter: Int64 = 86_400_000

        init(_ reader: ScheduleReader, _ fields: inout ScheduleFields) {
            description = fields.text("description")
            arguments = fields.words("arguments") ?? []
            jitter = fields.duration("jitter", longest: Self.longestJitter) ?? 0
            overlap = fields.word("overlap") ?? .forbid
            missed = fields.word("missed") ?? .one
            deadline = fields.duration("deadline", least: 1_000)
            cutOff = fields.word("after_cut_off") ?? .resume
            limits = reader.limits(&fields)
            (permissions, allowsWrite) = reader.permissions(&fields)
            retries = reader.retries(&fields)
            notify = reader.channels(&fields)
        }

        func fill(_ definition: inout ScheduleDefinition) {
            definition.description = description
            definition.arguments = arguments
            definition.jitter = jitter
            definition.overlap = overlap
            definition.missed = missed
            definition.deadline = deadline
            definition.cutOff = cutOff
            definition.limits = limits
            definition.permissions = permissions
            definition.allowsWrite = allowsWrite
            definition.retries = retries
            definition.notify = notify
        }
    }

    private static let limitKeys = ["timeout", "cpu_time", "max_memory", "max_output"]
    private static let permissionKeys = [
        "read_only", "allow_changes", "allow_deletes", "allow_raw", "allow_write", "allow_net",
    ]
    private static let retryKeys = ["times", "backoff", "longest"]
    /// The most that a run may be tried again.
    private static let mostRetries = 100

    private func limits(_ fields: inout ScheduleFields) -> RunLimits {
        var limits = RunLimits()
        guard var part = fields.fields("limits", known: Self.limitKeys) else { return limits }
        limits.timeout = part.duration("timeout", least: 1_000) ?? limits.timeout
        limits.cpuTime = part.duration("cpu_time", least: 1_000) ?? limits.cpuTime
        // Less than a megabyte holds no Lua library and no script.
        limits.memory = part.size("max_memory", least: 1 << 20) ?? limits.memory
        limits.output = part.size("max_output") ?? limits.output
        fields.add(problemsOf: part)
        return limits
    }

    private func permissions(_ fields: inout ScheduleFields) -> (Permissions, allowsWrite: Bool) {
        var permissions = Permissions()
        guard var part = fields.fields("permissions", known: Self.permissionKeys) else { return (permissions, false) }
        permissions.isReadOnly = part.flag("read_only") ?? false
        permissions.changes = part.count("allow_changes")
        permissions.allowsDeletes = part.flag("allow_deletes") ?? false
        permissions.allowsRaw = part.flag("allow_raw") ?? false
        let yaml = part.yaml
        permissions.hosts =
            part.value("allow_net") { node throws(HostError) in
                var hosts: [HostGrant] = []
                for item in try yaml.list(node, "allow_net") {
                    let text = try yaml.text(item, "a host of allow_net")
                    // Every host at once is for plugins that a person looked at.
                    guard text != HostGrant.everyHost, let host = HostGrant(text) else {
                        throw yaml.wrong(
                            item,
                            "'\(text)' is no host",
                            hint: "write one as example.com or example.com:8443"
                        )
                    }
                    hosts.append(host)
                }
                return hosts
            } ?? []
        let allowsWrite = part.flag("allow_write") ?? false
        fields.add(problemsOf: part)
        return (permissions, allowsWrite)
    }

    private func retries(_ fields: inout ScheduleFields) -> ScheduleDefinition.Retries {
        var retries = ScheduleDefinition.Retries()
        guard let node = fields.node("retries") else { return retries }
        guard node.mapping != nil else {
            retries.times = fields.count("retries", upTo: Self.mostRetries) ?? 0
            return retries
        }
        guard var part = fields.fields("retries", known: Self.retryKeys) else { return retries }
        if let times = part.count("times", upTo: Self.mostRetries) {
            retries.times = times
        } else if part.node("times") == nil {
            part.tell(part.yaml.wrong(node, "retries does not say how many", hint: "write times: 3"))
        }
        retries.backoff = part.duration("backoff", least: 1_000) ?? retries.backoff
        // One that is not given is as long as the first pause, where that is longer than usual.
        retries.longest = part.duration("longest", least: retries.backoff) ?? max(retries.longest, retries.backoff)
        fields.add(problemsOf: part)
        return retries
    }

    private func channels(_ fields: inout ScheduleFields) -> [String] {
        guard let names = fields.texts("notify") else { return [] }
        if Set(names).count < names.count, let node = fields.node("notify") {
            fields.tell(yaml.wrong(node, "notify names a channel twice", hint: "drop one of the two"))
        }
        return names
    }
}
