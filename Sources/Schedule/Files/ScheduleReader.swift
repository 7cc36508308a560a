import Host
import Yams

/// Reads the file of a schedule, and says by line all that is wrong with it.
package struct ScheduleReader {
    /// What a file says, and where; or what is wrong with it.
    package struct Reading: Sendable, Equatable {
        /// Nil when something is wrong.
        package var definition: ScheduleDefinition?
        package var problems: [HostError] = []
        /// The line of each key.
        package var lines: [String: Int] = [:]
    }

    private static let keys = [
        "description", "script", "command", "arguments", "profile", "simulator", "folder", "when", "every", "zone",
        "jitter", "overlap", "missed", "deadline", "limits", "permissions", "retries", "after_cut_off", "notify",
    ]
    let yaml: YAMLReader
    private let file: String
    private let folder: String
    private let name: String
    private let zones: ScheduleZones
    private let verbs: Set<String>

    /// - Parameters:
    ///   - file: the absolute path, whose folder relative paths are seen from.
    ///   - name: the schedule's name.
    ///   - zones: knows the zone where the file says none.
    ///   - verbs: the verbs of `patchbay`, which no command of a plugin begins with.
    package init(file: String, name: String, zones: ScheduleZones, verbs: Set<String> = []) {
        yaml = YAMLReader(file: file)
        self.file = file
        self.name = name
        folder = PathText.split(file).folder
        self.zones = zones
        self.verbs = verbs
    }

    /// Reads a file's text.
    package func read(_ text: String) -> Reading {
        var fields: ScheduleFields
        do throws(HostError) {
            guard let root = try compose(text) else {
                throw HostError(
                    .invalid,
                    file,
                    "says nothing",
                    hint: "a schedule has at least script or command, and when or every"
                )
            }
            fields = ScheduleFields(yaml, try yaml.mapping(root, what: "the file"), known: Self.keys)
        } catch {
            return Reading(problems: [error])
        }
        let definition = definition(&fields)
        let problems = fields.problems
        return Reading(definition: problems.isEmpty ? definition : nil, problems: problems, lines: fields.lines)
    }

    /// The root of the file's YAML.
    private func compose(_ text: String) throws(HostError) -> Node? {
        do throws(HostError) {
            return try yaml.compose(text)
        } catch {
            // What YAML itself says of these is of no help: both begin something else in it.
            let isBare = text.split(separator: "\n").contains { line in
                let value = line.drop { $0 == " " }
                return value.hasPrefix("when:")
                    && ["*", "@"].contains(value.dropFirst("when:".count).first { $0 != " " } ?? " ")
            }
            guard isBare, error.hint == nil else { throw error }
            throw HostError(
                error.kind,
                error.subject,
                error.problem,
                hint: "a time that begins with * or @ is written in quotes: when: \"@daily\""
            )
        }
    }

    private func definition(_ fields: inout ScheduleFields) -> ScheduleDefinition? {
        let work = work(&fields)
        let profile = profile(&fields)
        let usesSimulator = fields.flag("simulator") ?? false
        let timing = timing(&fields, profile: profile, usesSimulator: usesSimulator)
        let place = path("folder", &fields) ?? folder
        if usesSimulator, let node = fields.node("profile") {
            fields.tell(yaml.wrong(node, "both profile and simulator are there", hint: "drop one of the two"))
        }
        let rest = Rest(self, &fields)
        guard let work, let timing else { return nil }
        var made = ScheduleDefinition(name: name, file: file, work: work, folder: place, timing: timing)
        made.profile = profile
        made.usesSimulator = usesSimulator
        rest.fill(&made)
        return made
    }

    /// The problem of two keys of which a schedule has one.
    private func choice(_ one: String, _ other: String, _ fields: ScheduleFields) -> HostError? {
        switch (fields.node(one), fields.node(other)) {
        case (nil, nil):
            HostError(.invalid, file, "has neither \(one) nor \(other)", hint: "write one of the two")
        case (let first?, let second?):
            yaml.wrong(
                (first.mark?.line ?? 0) > (second.mark?.line ?? 0) ? first : second,
                "both \(one) and \(other) are there",
                hint: "drop one of the two"
            )
        default: nil
        }
    }

    private func work(_ fields: inout ScheduleFields) -> ScheduleDefinition.Work? {
        if let problem = choice("script", "command", fields) {
            fields.tell(problem)
            return nil
        }
        if fields.node("script") != nil { return path("script", &fields).map { .script($0) } }
        guard let words = fields.texts("command"), let node = fields.node("command") else { return nil }
        guard words.count == 2 else {
            fields.tell(
                yaml.wrong(
                    node,
                    "command names a plugin and a command of it, in two words",
                    hint: "write it as [recordings, export]; what it takes stands in arguments"
                )
            )
            return nil
        }
        if let problem = words.first.flatMap(problem(ofPlugin:)) ?? words.last.flatMap(problem(ofWord:)) {
            fields.tell(yaml.wrong(node, "command: \(problem.problem)", hint: problem.hint))
            return nil
        }
        return .command(words)
    }

    /// What would make something else of a word than a part of a command.
    private func problem(ofWord word: String) -> HostError? {
        guard word.hasPrefix("-") else { return nil }
        return HostError(.invalid, "", "'\(word)' is an option", hint: "what a command takes stands in arguments")
    }

    private func problem(ofPlugin word: String) -> HostError? {
        guard verbs.contains(word) else { return problem(ofWord: word) }
        return HostError(
            .invalid,
            "",
            "'\(word)' is a verb of patchbay, and no plugin",
            hint: "a script is named by script; a command is a plugin's, such as [recordings, export]"
        )
    }

    /// An absolute path; a relative one is seen from the file's folder.
    private func path(_ name: String, _ fields: inout ScheduleFields) -> String? {
        fields.value(name) { node throws(HostError) in
            let text = try yaml.text(node, name)
            do throws(HostError) {
                return try PathText.absolute(text, in: folder)
            } catch {
                throw yaml.wrong(node, "\(name): \(error.problem)")
            }
        }
    }

    private func profile(_ fields: inout ScheduleFields) -> String? {
        fields.value("profile") { node throws(HostError) in
            let name = try yaml.text(node, "profile")
            try Configuration.checkName(name, subject: yaml.place(node))
            return name
        }
    }

    private func timing(_ fields: inout ScheduleFields, profile: String?, usesSimulator: Bool) -> Timing? {
        let zone = zone(&fields, profile: profile, usesSimulator: usesSimulator)
        if let problem = choice("when", "every", fields) {
            fields.tell(problem)
            return nil
        }
        // With a zone that is wrong the rest is still looked at.
        let rules = zone ?? .utc
        let name = fields.node("when") == nil ? "every" : "when"
        return fields.value(name) { node throws(HostError) in
            do throws(HostError) {
                if name == "when" { return try Timing(cron: try yaml.text(node, name), zone: rules) }
                guard let text = node.scalar?.string, let interval = DurationText.milliseconds(text) else {
                    throw HostError(
                        .invalid,
                        "",
                        "every must be a duration, not '\(node.scalar?.string ?? "")'",
                        hint: "write one as \(DurationText.examples)"
                    )
                }
                return try Timing(every: interval, zone: rules)
            } catch {
                // One of the reader's own says its place already.
                guard !error.subject.hasPrefix(file) else { throw error }
                throw yaml.wrong(node, (name == "when" ? "when: " : "") + error.problem, hint: error.hint)
            }
        }
    }

    private func zone(_ fields: inout ScheduleFields, profile: String?, usesSimulator: Bool) -> ZoneRules? {
        guard fields.node("zone") != nil else {
            // A simulator is nobody's profile.
            if usesSimulator { return .utc }
            do throws(HostError) {
                return try zones.usual(profile: profile)
            } catch {
                fields.tell(HostError(error.kind, file, "\(error.subject): \(error.problem)", hint: error.hint))
                return nil
            }
        }
        return fields.value("zone") { node throws(HostError) in
            let name = try yaml.text(node, "zone")
            do throws(HostError) {
                return try zones.rules(named: name)
            } catch {
                throw HostError(error.kind, yaml.place(node), "zone '\(name)' \(error.problem)", hint: error.hint)
            }
        }
    }
}
