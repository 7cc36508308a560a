import Catalog
import Glibc
import Host
import Webex

/// Asks whether what a schedule runs could be run, without running it.
package protocol WorkProbe: Sendable {
    /// What is wrong with a script that would run in this folder: it is no Lua, or does not take these arguments.
    ///
    /// Nil when nothing is, or it cannot be told.
    func problem(of script: ScriptFile, arguments: [String], folder: String) async -> HostError?

    /// What is wrong with a command of a plugin: it is not there, or does not take these arguments.
    func problem(ofCommand words: [String], arguments: [String], folder: String) async -> HostError?
}

/// Holds schedules against what they stand on: scripts, plugins, profiles, channels, folders.
///
/// A value that is used for all of them, since many go by the same profile and the same script.
package struct ScheduleCheck: Sendable {
    private let choice: ProfileChoice
    private let hasEnvironmentProfile: Bool
    private let channels: Set<String>
    private let probe: any WorkProbe
    private let now: Int64
    /// What was found of a profile, by its name; an empty one stands for the usual.
    private var profiles: [String: [ScheduleFinding]] = [:]

    /// - Parameters:
    ///   - configuration: whose profiles there are.
    ///   - vault: has their credentials.
    ///   - environment: as a run would have it.
    ///   - channels: the names of those that can be told something.
    ///   - probe: asks scripts and commands.
    ///   - now: milliseconds since 1970.
    package init(
        configuration: Configuration,
        vault: Vault,
        environment: [String: String],
        channels: Set<String>,
        probe: any WorkProbe,
        now: Int64
    ) {
        choice = ProfileChoice(configuration: configuration, vault: vault, environment: environment)
        hasEnvironmentProfile =
            !EnvironmentCredentials(environment).isEmpty && environment["PATCHBAY_PROFILE"]?.isEmpty != false
        self.channels = channels
        self.probe = probe
        self.now = now
    }

    /// All that is wrong with a schedule, at the lines of the keys that it is about, where those are known.
    package mutating func findings(
        of definition: ScheduleDefinition,
        lines: [String: Int] = [:]
    ) async -> [ScheduleFinding] {
        func finding(_ topic: ScheduleFinding.Topic, _ keys: [String], _ error: HostError) -> ScheduleFinding {
            ScheduleFinding(
                topic,
                of: definition.name,
                file: definition.file,
                line: keys.compactMap { lines[$0] }.first,
                problem: error.subject.isEmpty ? error.problem : "\(error.subject): \(error.problem)",
                hint: error.hint
            )
        }
        var found: [ScheduleFinding] = []
        if let error = Self.problem(ofFolder: definition.folder) { found.append(finding(.folder, ["folder"], error)) }
        if let error = await problem(of: definition) {
            let isOfArguments = error.problem.contains("argument") || error.problem.contains("option")
            found.append(finding(.work, (isOfArguments ? ["arguments"] : []) + ["script", "command"], error))
        }
        found += profileFindings(of: definition, line: lines["profile"])
        for name in definition.notify where !channels.contains(name) {
            let known = channels.sorted()
            let error = HostError(
                .notFound,
                "",
                "there is no channel '\(name)'",
                hint: NearNames.question(name, among: known)
                    ?? (known.isEmpty
                        ? "channels are written into config.yaml" : "channels are \(known.joined(separator: ", "))")
            )
            found.append(finding(.channel, ["notify"], error))
        }
        if DueTimes(definition).next(after: now) == nil {
            found.append(finding(.timing, ["when"], HostError(.invalid, "", "'\(definition.timing.text)' never comes")))
        }
        if definition.usesSimulator, definition.retries.times > 0 {
            found.append(
                ScheduleFinding(
                    .work,
                    of: definition.name,
                    file: definition.file,
                    line: lines["retries"],
                    isWarning: true,
                    problem: "retries count for nothing with simulator: the org of such a run is gone with it"
                )
            )
        }
        return found
    }

    private func problem(of definition: ScheduleDefinition) async -> HostError? {
        switch definition.work {
        case .command(let words):
            return await probe.problem(
                ofCommand: words,
                arguments: definition.arguments,
                folder: definition.folder
            )
        case .script(let path):
            do throws(HostError) {
                let script = try ScriptFile(path, currentFolder: definition.folder)
                return await probe.problem(of: script, arguments: definition.arguments, folder: definition.folder)
            } catch {
                return error
            }
        }
    }

    private static func problem(ofFolder path: String) -> HostError? {
        var status = stat()
        guard stat(path, &status) == 0 else {
            return HostError(
                .notFound,
                path,
                errno == ENOENT
                    ? "there is no such folder to work in"
                    : "cannot be worked in: "
                        + String(cString: strerror(errno)),
                hint: "make it, or change folder"
            )
        }
        guard status.st_mode & S_IFMT == S_IFDIR else {
            return HostError(.invalid, path, "is no folder to work in", hint: "change folder")
        }
        guard access(path, R_OK | X_OK) == 0 else {
            return HostError(.denied, path, "cannot be worked in: \(String(cString: strerror(errno)))")
        }
        return nil
    }

    private mutating func profileFindings(of definition: ScheduleDefinition, line: Int?) -> [ScheduleFinding] {
        guard !definition.usesSimulator else { return [] }
        let name = definition.profile ?? ""
        let known = profiles[name] ?? findings(ofProfile: definition.profile)
        profiles[name] = known
        return known.map { finding in
            var own = finding
            own.schedule = definition.name
            own.file = definition.file
            own.line = line
            return own
        }
    }

    private func findings(ofProfile name: String?) -> [ScheduleFinding] {
        func finding(_ topic: ScheduleFinding.Topic, _ problem: String, hint: String?, isWarning: Bool = false)
            -> ScheduleFinding
        {
            ScheduleFinding(topic, of: nil, file: "", isWarning: isWarning, problem: problem, hint: hint)
        }
        guard name != nil || !hasEnvironmentProfile else {
            return [
                finding(
                    .profile,
                    "names no profile, and the PATCHBAY_* variables that would make one are not kept for a later run",
                    hint: "store the org with patchbay profile add, and name it with profile"
                )
            ]
        }
        do {
            let chosen = try choice.choose(name: name)
            let status = SignInOutlook(chosen.profile, try chosen.credentials.load(), now: now)
            return status.warning.map { [finding(.signIn, $0.text, hint: $0.hint, isWarning: !status.isLost)] } ?? []
        } catch let error as HostError {
            return [
                finding(
                    .profile,
                    error.subject.isEmpty ? error.problem : "\(error.subject): \(error.problem)",
                    hint: error.hint
                )
            ]
        } catch {
            return [finding(.signIn, "\(error)", hint: nil)]
        }
    }
}
